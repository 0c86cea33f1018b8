"""Move a customer in the tree, or merge it into another."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brm.models import Customer
from brm.operations.merge_customer import check_merge, loads_of, merge_customer
from brm.operations.move_customer import move_customer
from brm.pages.customer_forms import ParentField, managed_or_denied
from brm.pages.customers import crumbs_of
from brm.pages.doors import refuse
from brm.queries.customers import managed_by, may_add_organisation, may_see_customers
from common.access import allowed_if
from common.form_page import form_page
from common.problems import Refusal


class MoveForm(forms.Form):
    refused = _("Nothing was moved")

    parent = ParentField(
        label=_("Part of"), queryset=Customer.objects.none(), empty_label=_("Nothing: organisation")
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=300, help_text=_("Such as: reorganised since January.")
    )

    def __init__(self, *args: Any, places: QuerySet, may_top: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["parent"].queryset = places.with_tree_fields()  # type: ignore[attr-defined]
        self.fields["parent"].required = not may_top


class MergeForm(forms.Form):
    refused = _("Nothing was merged")

    into = ParentField(label=_("Merge into"), queryset=Customer.objects.none())
    reason = forms.CharField(
        label=_("Reason"), max_length=300, help_text=_("Such as: entered twice, or taken over.")
    )

    def __init__(self, *args: Any, places: QuerySet, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["into"].queryset = places.with_tree_fields()  # type: ignore[attr-defined]


@allowed_if(may_see_customers)
def move(request: HttpRequest, code: str) -> HttpResponse:
    """To another place of the tree, with all that lies beneath."""
    record = managed_or_denied(request, code)
    may_top = may_add_organisation(request.user)
    if record.parent_id is None and not may_top:
        raise PermissionDenied  # an organisation is moved by who may make one
    beneath = Customer.objects.within([record.pk]).values("pk")
    form = MoveForm(
        request.POST or None,
        places=managed_by(request.user).exclude(pk__in=beneath),
        may_top=may_top,
        initial={"parent": record.parent_id},
    )
    heading = _t("Move %(name)s") % {"name": record.name}
    return form_page(
        request,
        form,
        save=lambda valid: move_customer(
            customer=record, **valid.cleaned_data, actor=request.user, at=timezone.now()
        ),
        done=_t("%(name)s was moved.") % {"name": record.name},
        refuse=refuse,
        goes_to=record,
        heading=heading,
        submit=_t("Move"),
        cancel_url=record.get_absolute_url(),
        crumbs=crumbs_of(record, request.user, _t("Move")),
    )


@allowed_if(may_see_customers)
def merge(request: HttpRequest, code: str) -> HttpResponse:
    """Into another customer: first what would go along, then with one more press it is done."""
    record = managed_or_denied(request, code)
    form = MergeForm(request.POST or None, places=managed_by(request.user).exclude(pk=record.pk))
    context: dict[str, Any] = {
        "customer": record,
        "form": form,
        "loads": loads_of(record),
        "heading": _t("Merge %(name)s into another") % {"name": record.name},
        "submit": _t("Look at what moves"),
        "cancel_url": record.get_absolute_url(),
        "crumbs": crumbs_of(record, request.user, _t("Merge")),
    }
    if form.is_bound and form.is_valid():
        into = form.cleaned_data["into"]
        try:
            check_merge(customer=record, into=into)
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            context |= {"into": into, "submit": _t("Merge for good"), "danger": True}
            if "confirmed" in request.POST:
                return form_page(
                    request,
                    form,
                    save=lambda valid: merge_customer(
                        customer=record, **valid.cleaned_data, actor=request.user, at=timezone.now()
                    ),
                    done=_t("%(name)s was merged into %(into)s.")
                    % {"name": record.name, "into": into.name},
                    refuse=refuse,
                    goes_to=into,
                    template="brm/merge.html",
                    **{key: value for key, value in context.items() if key != "form"},
                )
    status = 422 if form.errors else 200
    return render(request, "brm/merge.html", context, status=status)
