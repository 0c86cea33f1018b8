"""Sets of sections: which sections each kind of document has; kept by administrators."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Count, Max, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Role
from accounts.queries.roles import has_role
from agreements.models import SectionSet
from agreements.operations.keep_section_set import copy_section_set, propose_alone
from agreements.pages.section_fields import SectionItems, SectionSetForm
from agreements.queries.access import is_provider
from common.access import Allowed, allowed_if
from common.listing import Column, ListPage


def may_keep_sets(user: Any) -> bool:
    """Whether `user` may change which sections documents have."""
    return has_role(user, Role.SERVICE_LEVEL_MANAGER, Role.ADMINISTRATOR)


class SectionSetList(Allowed, ListPage):
    """Every set, the proposed one of each kind first."""

    may = is_provider
    template_name = "agreements/section_set_list.html"
    heading = gettext_lazy("Sets of sections")
    default_sort = "kind"
    export_name = "section-sets"
    columns = [
        Column("name", gettext_lazy("Set"), lambda row: str(row), sort="name"),
        Column("code", gettext_lazy("Code"), "code", sort="code"),
        Column("kind", gettext_lazy("Document"), "get_kind_display", sort="kind"),
        Column("sections", gettext_lazy("Sections"), "item_count", sort="item_count", num=True),
        Column(
            "versions", gettext_lazy("Used by"), "version_count", sort="version_count", num=True
        ),
    ]

    def get_queryset(self) -> QuerySet[SectionSet]:
        return SectionSet.objects.annotate(
            item_count=Count("items", distinct=True), version_count=Count("versions", distinct=True)
        )

    def get_context(self) -> dict[str, Any]:
        return {"may_manage": may_keep_sets(self.request.user)}


@allowed_if(may_keep_sets)
def create(request: HttpRequest) -> HttpResponse:
    """A new set; its sections are written with it."""
    return _write(request, SectionSet(), _("New set of sections"))


@allowed_if(may_keep_sets)
def edit(request: HttpRequest, code: str) -> HttpResponse:
    """Names, order and hints; versions whose text is frozen keep their own words."""
    record = get_object_or_404(SectionSet, code=code.upper())
    return _write(request, record, _("Change %(set)s") % {"set": record})


@allowed_if(may_keep_sets)
def copy(request: HttpRequest, code: str) -> HttpResponse:
    """Begin a set with the sections of another one."""
    source = get_object_or_404(SectionSet, code=code.upper())
    if request.method == "POST":
        made = copy_section_set(section_set=source, actor=request.user)
        messages.success(request, _("%(code)s was made: give it a name.") % {"code": made.code})
        return redirect("agreements:section-set-edit", made.code)
    return render(
        request,
        "ui/confirm.html",
        {
            "heading": _("Copy %(set)s") % {"set": source},
            "consequences": [
                _("A new set with the same sections is made; it is not proposed for documents."),
            ],
            "submit": _("Copy"),
            "cancel_url": reverse("agreements:section-set-list"),
            "crumbs": _crumbs(_("Copy")),
        },
    )


def _write(request: HttpRequest, record: SectionSet, heading: str) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    form = SectionSetForm(data, instance=record)
    items = SectionItems(data, instance=record)
    if data is not None:
        with transaction.atomic():
            if form.is_valid() and items.is_valid():
                if form.cleaned_data["is_default"]:
                    propose_alone(kind=form.instance.kind, keep=record.pk)
                saved = form.save()
                items.instance = saved
                items.save()
                messages.success(request, _("%(set)s was saved.") % {"set": saved})
                return redirect("agreements:section-set-edit", saved.code)
    else:
        last = record.items.aggregate(last=Max("position"))["last"] if record.pk else 0
        for blank in items.extra_forms:
            blank.initial.setdefault("position", (last or 0) + 1)
    return render(
        request,
        "agreements/section_set_form.html",
        {
            "heading": heading,
            "form": form,
            "items": items,
            "record": record if record.pk else None,
            "cancel_url": reverse("agreements:section-set-list"),
            "crumbs": _crumbs(record.code if record.pk else _("New")),
        },
        status=422 if form.errors or (items.is_bound and not items.is_valid()) else 200,
    )


def _crumbs(last: str) -> list[tuple[str, str | None]]:
    return [(_("Sets of sections"), reverse("agreements:section-set-list")), (last, None)]
