"""All customers as one tree, with the figures of every level."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from brm.queries.customer_tree import customer_tree
from brm.queries.customers import may_see_customers
from brm.queries.rollups import rollups
from common.access import allowed_if


@allowed_if(may_see_customers)
def tree(request: HttpRequest) -> HttpResponse:
    """Every level summed over what lies beneath; `?sort=key` or `-key` orders within levels."""
    asked = request.GET.get("sort", "")
    key, descending = asked.lstrip("-"), asked.startswith("-")
    known = {"name", *(rollup.key for rollup in rollups())}
    key = key if key in known else ""
    heads = [("name", _("Customer"), ""), *((r.key, r.label, r.hint) for r in rollups())]
    context = {
        "nodes": customer_tree(
            request.user, at=timezone.now(), key=key, descending=descending and bool(key)
        ),
        "heads": [
            {
                "label": label,
                "hint": hint,
                # A second press turns the order round; figures begin with the greatest.
                "query": _next(one, key, descending),
                "sort": ("descending" if descending else "ascending") if one == key else "",
            }
            for one, label, hint in heads
        ],
        "crumbs": [(_("Customers"), reverse("brm:customer-list")), (_("Tree"), None)],
    }
    return render(request, "brm/customer_tree.html", context)


def _next(one: str, key: str, descending: bool) -> str:
    if one == key:
        return one if descending else f"-{one}"
    return one if one == "name" else f"-{one}"
