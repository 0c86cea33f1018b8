"""The agendas of each kind of meeting, kept by administrators (R70, R106)."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.db.models import Count, Max, QuerySet
from django.forms import inlineformset_factory
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Role
from accounts.queries.roles import has_role
from brm.models import REVIEWS, AgendaTemplate, AgendaTemplateItem
from brm.operations.keep_agenda import copy_agenda, propose_alone
from brm.pages.doors import typed
from brm.queries.agenda_parts import part_choices
from brm.queries.customers import may_see_customers
from common.access import Allowed, allowed_if
from common.listing import Column, ListPage


def may_keep_agendas(user: Any) -> bool:
    """Whether `user` may change which points meetings have."""
    return has_role(user, Role.RELATIONSHIP_MANAGER, Role.SERVICE_LEVEL_MANAGER)


class AgendaList(Allowed, ListPage):
    """Every agenda, the proposed one of each kind first."""

    may = staticmethod(may_see_customers)
    template_name = "brm/agenda_list.html"
    heading = gettext_lazy("Agendas")
    default_sort = "kind"
    export_name = "agendas"
    columns = [
        Column("name", gettext_lazy("Agenda"), lambda row: str(row), sort="name"),
        Column("code", gettext_lazy("Code"), "code", sort="code"),
        Column("kind", gettext_lazy("Meeting"), "get_kind_display", sort=("kind", "review_type")),
        Column("type", gettext_lazy("Type of review"), "get_review_type_display", shown=False),
        Column("points", gettext_lazy("Points"), "item_count", sort="item_count", num=True),
    ]

    def get_queryset(self) -> QuerySet[AgendaTemplate]:
        return AgendaTemplate.objects.annotate(item_count=Count("items"))

    def get_context(self) -> dict[str, Any]:
        return {"may_manage": may_keep_agendas(self.request.user)}


class AgendaForm(forms.ModelForm):
    """The names of an agenda, and whether it is offered and proposed."""

    refused = gettext_lazy("The agenda was not saved")

    class Meta:
        model = AgendaTemplate
        fields = ["code", "kind", "review_type", "name", "name_id", "is_default", "is_retired"]

    def __init__(self, *args: Any, **options: Any):
        super().__init__(*args, **options)
        if self.instance.pk is not None:
            for name in ("code", "kind", "review_type"):
                del self.fields[name]

    def validate_constraints(self) -> None:
        """One agenda of each kind is proposed: saving this one takes it from the other."""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("is_default") and data.get("is_retired"):
            self.add_error("is_default", _("An agenda that is no longer offered is not proposed."))
        if "kind" in data and (data["kind"] in REVIEWS) != bool(data.get("review_type")):
            self.add_error("review_type", _("Reviews have a type, other meetings have none."))
        return data


class AgendaItemForm(forms.ModelForm):
    """One point; the empty one at the end asks for nothing."""

    class Meta:
        model = AgendaTemplateItem
        fields = ["position", "part", "name", "name_id", "planned_minutes"]

    def __init__(self, *args: Any, **options: Any):
        super().__init__(*args, **options)
        known, stored = part_choices(), self.instance.part
        if stored and stored not in dict(known):
            known = [*known, (stored, stored)]
        self.fields["part"] = forms.ChoiceField(
            label=gettext_lazy("Filled with"),
            required=False,
            choices=[("", gettext_lazy("nothing, a free point")), *known],
        )

    def has_changed(self) -> bool:
        if self.instance.pk is None and not any(
            self.data.get(self.add_prefix(name)) for name in ("name", "name_id")
        ):
            return False
        return bool(super().has_changed())


AgendaItems = inlineformset_factory(
    AgendaTemplate, AgendaTemplateItem, form=AgendaItemForm, extra=1, can_delete=True
)


@allowed_if(may_keep_agendas)
def create(request: HttpRequest) -> HttpResponse:
    """A new agenda; its points are written with it."""
    return _write(request, AgendaTemplate(), _("New agenda"))


@allowed_if(may_keep_agendas)
def edit(request: HttpRequest, code: str) -> HttpResponse:
    """Names, order and points; meetings that are planned keep the copy they took."""
    record = get_object_or_404(AgendaTemplate, code=code.upper())
    return _write(request, record, _("Change %(agenda)s") % {"agenda": record})


@allowed_if(may_keep_agendas)
def copy(request: HttpRequest, code: str) -> HttpResponse:
    """Begin an agenda with the points of another one."""
    source = get_object_or_404(AgendaTemplate, code=code.upper())
    if request.method == "POST":
        made = copy_agenda(template=source, actor=request.user)
        messages.success(request, _("%(code)s was made: give it a name.") % {"code": made.code})
        return redirect("brm:agenda-edit", made.code)
    return render(
        request,
        "ui/confirm.html",
        {
            "heading": _("Copy %(agenda)s") % {"agenda": source},
            "consequences": [
                _("A new agenda with the same points is made; it is not proposed for meetings."),
            ],
            "submit": _("Copy"),
            "cancel_url": reverse("brm:agenda-list"),
            "crumbs": _crumbs(_("Copy")),
        },
    )


def _write(request: HttpRequest, record: AgendaTemplate, heading: str) -> HttpResponse:
    form = AgendaForm(typed(request), instance=record)
    items = AgendaItems(typed(request), instance=record)
    if form.is_bound:
        with transaction.atomic():
            if form.is_valid() and items.is_valid():
                if form.cleaned_data["is_default"]:
                    made = form.instance
                    propose_alone(kind=made.kind, review_type=made.review_type, keep=record.pk)
                saved = form.save()
                items.instance = saved
                items.save()
                messages.success(request, _("%(agenda)s was saved.") % {"agenda": saved})
                return redirect("brm:agenda-edit", saved.code)
    else:
        last = record.items.aggregate(last=Max("position"))["last"] if record.pk else 0
        for blank in items.extra_forms:
            blank.initial.setdefault("position", (last or 0) + 1)
    return render(
        request,
        "brm/agenda_form.html",
        {
            "heading": heading,
            "form": form,
            "items": items,
            "record": record if record.pk else None,
            "cancel_url": reverse("brm:agenda-list"),
            "crumbs": _crumbs(record.code if record.pk else _("New")),
        },
        status=422 if form.is_bound else 200,
    )


def _crumbs(last: str) -> list[tuple[str, str | None]]:
    return [(_("Agendas"), reverse("brm:agenda-list")), (last, None)]
