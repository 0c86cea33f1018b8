"""The register of improvements, one of them, and the misses that lack one."""

import uuid
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts.models import Installation
from accounts.queries.history import Source, history
from agreements.models import Breach
from brm.models import Campaign, Customer
from brm.queries.customers import may_see_customers, seen_from_within
from brm.queries.feedback_access import seen_feedback
from common.access import Allowed, allowed_if
from common.db.labels import field_label
from common.form_page import form_page
from common.listing import Chip, Column, Empty, ListPage
from portfolio.models import Improvement, Milestone
from portfolio.operations.keep_improvement import (
    WAYS,
    add_milestone,
    move_improvement,
    reach_milestone,
    save_improvement,
)
from portfolio.pages.doors import refuse, typed
from portfolio.pages.figures import write_exact
from portfolio.pages.improvement_forms import EXACT, ImprovementForm, MilestoneForm, MoveForm
from portfolio.queries.improvement_filter import ImprovementFilter
from portfolio.queries.improvements import (
    may_keep,
    may_keep_some,
    unanswered_misses,
    worth_of,
)
from slm.models import Service

State = Improvement.State
NAMES = {
    State.APPROVED: _("Approve"),
    State.RUNNING: _("Begin"),
    State.DONE: _("Finish"),
    State.DECLINED: _("Decline"),
    State.PROPOSED: _("Propose again"),
}


class ImprovementList(Allowed, ListPage):
    """What is to be made better: by priority, then by the day it is due."""

    may = staticmethod(may_see_customers)
    template_name = "portfolio/improvement_list.html"
    filterset_class = ImprovementFilter
    heading = _("Improvements")
    export_name = "improvements"
    default_sort = "priority"
    columns = [
        Column("title", _("Improvement"), lambda row: str(row), sort="code"),
        Column("source", _("Comes from"), "get_source_display", sort="source"),
        Column("owner", _("Owner"), "owner.name", sort="owner__person__name"),
        Column("priority", _("Priority"), "get_priority_display", sort="priority"),
        Column("cost", _("Cost, once"), "cost", sort="cost", num=True),
        Column("currency", _("Currency"), shown=False),
        Column("payback", _("Pays back in months"), lambda row: worth_of(row).payback, num=True),
        Column("due", _("To be done by"), "due_on", sort="due_on", num=True),
        Column("state", _("State"), "get_state_display", sort="state"),
    ]
    chips = [
        Chip(_("Open"), {"open": "true"}),
        Chip(_("All")),
        Chip(_("Done"), {"state": State.DONE.value}),
    ]
    empty = Empty(
        _("No improvement yet"),
        _("Begin one where a target was missed, a customer complained or a review asked for it."),
        _("New improvement"),
        reverse_lazy("portfolio:improvement-create"),
    )

    def get_queryset(self) -> QuerySet[Improvement]:
        return Improvement.objects.visible_to(self.request.user).select_related("owner__person")

    def get_empty(self) -> Empty:
        if may_keep_some(self.request.user):
            return self.empty
        return Empty(_("No improvement yet"), _("Who manages levels or relationships begins one."))

    def get_context(self) -> dict[str, Any]:
        user = self.request.user
        for row in self.page:
            row.worth = worth_of(row)
        return {
            "may_add": may_keep_some(user),
            "unanswered": unanswered_misses(user).count(),
        }


@allowed_if(may_see_customers)
def improvement(request: HttpRequest, code: str) -> HttpResponse:
    """One improvement: why, what it is worth and how that was reckoned, how far it is."""
    record = _seen(request, code)
    seen = seen_from_within(request.user)
    context = {
        "improvement": record,
        "worth": worth_of(record),
        "exact": {name: write_exact(getattr(record, name)) for name in EXACT},
        "texts": [
            (field_label(Improvement, name), getattr(record, name))
            for name in ("description", "objective", "scope", "stakeholders", "risk")
            if getattr(record, name)
        ],
        "customers": record.customers.filter(pk__in=seen.values("pk")),
        "services": record.services.all(),
        "breaches": Breach.objects.visible_to(request.user)
        .filter(improvements=record)
        .select_related("agreement", "verdict", "commitment__measure__indicator__service"),
        "complaints": seen_feedback(request.user).filter(improvements=record),
        "milestones": record.milestones.all(),
        "today": timezone.localdate(),
        "may_keep": may_keep(request.user, record),
        "ways": [(to.value, NAMES[to]) for to in WAYS[State(record.state)]],
        "changes": history(Source(Improvement, {"pgh_obj_id": record.pk})),
        "crumbs": _crumbs(record.code),
    }
    return render(request, "portfolio/improvement.html", context)


@allowed_if(may_keep_some)
def create(request: HttpRequest) -> HttpResponse:
    """A new improvement; from a breach, a customer or a service it starts with that filled in."""
    user = request.user
    record = Improvement(currency=Installation.current().reporting_currency, owner=user)
    form = ImprovementForm(typed(request), instance=record, user=user, initial=_given(request))
    return _form_page(request, form, _t("New improvement"), reverse("portfolio:improvement-list"))


@allowed_if(may_see_customers)
def edit(request: HttpRequest, code: str) -> HttpResponse:
    """Change an improvement that has not ended."""
    record = _kept(request, code)
    if not record.is_open:
        raise Http404
    form = ImprovementForm(typed(request), instance=record, user=request.user)
    return _form_page(request, form, record.code, record.get_absolute_url())


@allowed_if(may_see_customers)
def move(request: HttpRequest, code: str, to: str) -> HttpResponse:
    """Take it to its next state, with what that asks for."""
    record = _kept(request, code)
    if to not in WAYS[State(record.state)]:
        return redirect(record)  # somebody else was faster
    form = MoveForm(typed(request), to=to, improvement=record)
    name = NAMES[State(to)]
    return form_page(
        request,
        form,
        save=lambda form: move_improvement(
            improvement=record,
            to=to,
            **form.cleaned_data,
            actor=request.user,
            on=timezone.localdate(),
        ),
        done=lambda saved: (
            _t("%(code)s: %(state)s.")
            % {"code": saved.code, "state": saved.get_state_display().lower()}
        ),
        refuse=refuse,
        goes_to=record,
        heading=f"{name}: {record.title}",
        submit=name,
        cancel_url=record.get_absolute_url(),
        crumbs=_crumbs(record.code, record.get_absolute_url(), name),
    )


@allowed_if(may_see_customers)
def new_milestone(request: HttpRequest, code: str) -> HttpResponse:
    """One more step on the way."""
    record = _kept(request, code)
    heading = _t("New milestone")
    return form_page(
        request,
        MilestoneForm(typed(request)),
        save=lambda form: add_milestone(
            improvement=record, **form.cleaned_data, actor=request.user
        ),
        done=_t("The milestone was saved."),
        refuse=refuse,
        goes_to=record,
        heading=heading,
        submit=_t("Save milestone"),
        cancel_url=record.get_absolute_url(),
        crumbs=_crumbs(record.code, record.get_absolute_url(), heading),
    )


@require_POST
@allowed_if(may_see_customers)
def reach(request: HttpRequest, code: str, public_id: uuid.UUID) -> HttpResponse:
    """Tick a milestone, or take the tick away."""
    record = _kept(request, code)
    milestone = get_object_or_404(Milestone, improvement=record, public_id=public_id)
    on = None if request.POST.get("undo") else timezone.localdate()
    reach_milestone(milestone=milestone, on=on, actor=request.user)
    return redirect(record)


@allowed_if(may_see_customers)
def unanswered(request: HttpRequest) -> HttpResponse:
    """Missed targets with neither an improvement nor a reason (R18)."""
    context = {
        "breaches": unanswered_misses(request.user)[:200],
        "may_add": may_keep_some(request.user),
        "crumbs": _crumbs(_t("Misses without an answer")),
    }
    return render(request, "portfolio/unanswered.html", context)


def _seen(request: HttpRequest, code: str) -> Improvement:
    rows = Improvement.objects.visible_to(request.user).select_related(
        "owner__person", "decided_by__person"
    )
    return get_object_or_404(rows, code=code)


def _kept(request: HttpRequest, code: str) -> Improvement:
    """The improvement that the reader may change; 404 unseen, 403 when only seen."""
    record = _seen(request, code)
    if not may_keep(request.user, record):
        raise PermissionDenied
    return record


def _form_page(
    request: HttpRequest, form: ImprovementForm, heading: str, cancel_url: str
) -> HttpResponse:
    links = ("customers", "services", "breaches", "complaints")
    return form_page(
        request,
        form,
        save=lambda form: save_improvement(
            improvement=form.instance,
            **{name: form.cleaned_data[name] for name in links},
            actor=request.user,
            at=timezone.now(),
        ),
        done=lambda saved: _t("%(code)s was saved.") % {"code": saved.code},
        refuse=refuse,
        template="portfolio/improvement_form.html",
        heading=heading,
        submit=_t("Save improvement"),
        cancel_url=cancel_url,
        crumbs=_crumbs(heading),
    )


def _given(request: HttpRequest) -> dict[str, Any]:
    """What the page that led here says of it.

    ?breach=SLA-1.2, ?complaint=, ?survey=, ?customer= or ?service= with a code.
    """
    user = request.user
    given: dict[str, Any] = {}
    agreement, _dash, number = request.GET.get("breach", "").rpartition(".")
    if agreement and number.isdecimal() and len(number) < 9:
        breach = (
            Breach.objects.visible_to(user)
            .filter(agreement__code=agreement, number=int(number))
            .select_related("commitment__measure__indicator__service")
            .first()
        )
        if breach is not None:
            service = breach.commitment.measure.indicator.service
            bound = Customer.objects.filter(commitments__commitment=breach.commitment)
            given |= {
                "source": Improvement.Source.BREACH,
                "breaches": [breach.pk],
                "services": [service.pk],
                "customers": list(
                    bound.filter(pk__in=seen_from_within(user).values("pk")).values_list(
                        "pk", flat=True
                    )
                ),
            }
    complaint = seen_feedback(user).filter(code=request.GET.get("complaint", "").upper()).first()
    if complaint is not None:
        given |= {
            "source": Improvement.Source.COMPLAINT,
            "complaints": [complaint.pk],
            "customers": [complaint.customer_id],
            "services": [complaint.service_id] if complaint.service_id else [],
        }
    survey = (
        Campaign.objects.visible_to(user).filter(code=request.GET.get("survey", "").upper()).first()
    )
    if survey is not None:
        asked = seen_from_within(user).filter(pk__in=survey.customers.values("pk"))
        given |= {
            "source": Improvement.Source.SURVEY,
            "source_note": survey.code,
            "customers": list(asked.values_list("pk", flat=True)),
            "services": list(survey.services.values_list("pk", flat=True)),
        }
    for name, rows in (("customer", seen_from_within(user)), ("service", Service.objects.all())):
        record = rows.filter(code=request.GET.get(name, "").upper()).first()
        if record is not None:
            given[f"{name}s"] = [record.pk]
    return given


def _crumbs(*last: Any) -> list[tuple[Any, str | None]]:
    """The way here: the register, a record with its address if there is more, the end."""
    crumbs: list[tuple[Any, str | None]] = [
        (_("Improvements"), reverse("portfolio:improvement-list"))
    ]
    if len(last) == 3:
        return [*crumbs, (last[0], last[1]), (last[2], None)]
    return [*crumbs, (last[0], None)]
