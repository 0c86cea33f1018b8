"""The register of feedback, and one piece of it with its timeline."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from brm.engine.feedback import Who, leaving
from brm.models import EscalationLadder, Feedback
from brm.queries.complaints import is_late, with_standing
from brm.queries.customers import may_see_customers
from brm.queries.feedback_access import may_handle, may_record, seen_feedback
from brm.queries.feedback_filter import FeedbackFilter, by_gravity
from brm.queries.feedback_story import story_for_us
from brm.queries.ladders import ladder_of, ladder_words, levels_ahead
from brm.queries.own import is_only_customer
from common.access import Allowed, allowed_if
from common.listing import Chip, Column, Empty, ListPage

Crumbs = list[tuple[Any, str | None]]


class FeedbackList(Allowed, ListPage):
    """Complaints, compliments, comments and suggestions of the customers that the reader sees."""

    may = staticmethod(may_see_customers)
    template_name = "brm/feedback_list.html"
    filterset_class = FeedbackFilter
    heading = _("Feedback")
    default_sort = "-received"
    export_name = "feedback"
    columns = [
        Column("code", _("Feedback"), sort="code"),
        Column("title", _("In short"), shown=False),
        Column("kind", _("Kind"), "get_kind_display", sort="kind"),
        Column("customer", _("Customer"), "customer.name", sort="customer__name"),
        Column("service", _("Service"), "service.name", sort="service__name"),
        Column("severity", _("Severity"), "get_severity_display", sort="gravity"),
        Column("received", _("Received"), "received_at", sort="received_at", num=True),
        Column("state", _("State"), "get_state_display", sort="state"),
        Column("level", _("Level"), "on_level", sort="on_level", num=True),
        Column("due", _("To resolve by"), "resolve_by_at", sort="resolve_by_at", num=True),
        Column("told_by", _("Told by"), "teller", shown=False),
        Column("assignee", _("Looked after by"), "assignee.name", shown=False),
        Column("accepted", _("Justified"), "is_accepted", shown=False),
        Column("text", _("What was said"), shown=False),
        Column("resolution", _("Resolution"), shown=False),
        Column("reference", _("Reference"), "external_id", shown=False),
    ]
    chips = [
        Chip(_("All")),
        Chip(_("Open"), {"standing": "open"}, icon="clock"),
        Chip(_("Escalated"), {"standing": "escalated"}, icon="up"),
        Chip(_("Overdue"), {"standing": "overdue"}, icon="risk"),
        Chip(_("Wait for the customer"), {"standing": "waiting"}, icon="talk"),
        Chip(_("Compliments"), {"kind": "compliment"}, icon="met"),
    ]

    def get_queryset(self) -> QuerySet[Feedback]:
        rows = seen_feedback(self.request.user).select_related(
            "customer", "service", "contact__person", "reporter__person", "assignee__person"
        )
        return with_standing(rows, at=timezone.now()).annotate(gravity=by_gravity())

    def get_context(self) -> dict[str, Any]:
        return {
            "may_record": may_record(self.request.user),
            "has_ladder": EscalationLadder.objects.filter(customer=None).exists(),
        }

    def get_empty(self) -> Empty:
        may = may_record(self.request.user)
        return Empty(
            _("No feedback yet"),
            _("What customers say stands here, from their own pages, by hand, file or API."),
            _("Write down feedback") if may else "",
            reverse("brm:feedback-create") if may else "",
        )


def visible_feedback(user: Any, code: str) -> Feedback:
    """The feedback with this code for the provider's people, else 404."""
    return get_object_or_404(
        seen_feedback(user).select_related(
            "customer",
            "service",
            "contact__person",
            "reporter__person",
            "assignee__person",
            "recorded_by__person",
        ),
        code=code.upper(),
    )


def handled_feedback(user: Any, code: str) -> Feedback:
    """The same for somebody who answers it; who only reads gets 403."""
    feedback = visible_feedback(user, code)
    if not may_handle(user, feedback):
        raise PermissionDenied
    return feedback


def feedback_crumbs(feedback: Feedback | None, *last: Any) -> Crumbs:
    """The way to a piece of feedback, and to what `last` names beneath it."""
    crumbs: Crumbs = [(_("Feedback"), reverse("brm:feedback-list"))]
    if feedback is not None:
        crumbs.append((feedback.code, feedback.get_absolute_url() if last else None))
    return [*crumbs, *((words, None) for words in last)]


def may_open(user: Any) -> bool:
    """Who may follow a link to feedback: customers are led to their own pages."""
    return may_see_customers(user) or is_only_customer(user)


@allowed_if(may_open)
def feedback(request: HttpRequest, code: str) -> HttpResponse:
    """What was said, what became of it, what lies ahead, and what comes next."""
    if is_only_customer(request.user):
        return redirect("brm:my-feedback", code=code)
    record = visible_feedback(request.user, code)
    at = timezone.now()
    ladder = ladder_of(record.customer) if record.is_complaint else None
    escalations = list(record.escalations.all())
    may = may_handle(request.user, record)
    is_open = record.state != Feedback.State.CLOSED
    context = {
        "feedback": record,
        "story": story_for_us(record),
        "escalations": escalations,
        "level": max((e.level for e in escalations if e.episode == record.episode), default=None),
        "ladder": ladder,
        "ladder_words": ladder_words(ladder) if ladder else "",
        "ahead": levels_ahead(record, ladder),
        "is_late": is_late(record.state, record.acknowledge_by_at, record.resolve_by_at, at),
        "answers": record.answers.select_related("recorded_by__person"),
        "steps": _steps(record) if may else [],
        "may_handle": may,
        "is_open": is_open,
        "may_change": may and is_open,
        "as_of": at,
        "crumbs": feedback_crumbs(record),
    }
    return render(request, "brm/feedback.html", context)


def _steps(record: Feedback) -> list[str]:
    """The provider's steps that lead from here; the customer's word has a form of its own."""
    return [step.name for step in leaving(record.kind, record.state) if step.who is Who.PROVIDER]
