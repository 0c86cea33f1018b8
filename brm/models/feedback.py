"""What customers tell us: complaints, compliments, comments and suggestions."""

import uuid
from typing import Any

import pghistory
import pgtrigger
from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from brm.engine.feedback import UNSETTLED
from common.db.codes import CodeField
from slm.models.service import Service

from .contact import Contact
from .customer import Customer
from .feedback_guards import keep_the_way


class FeedbackQuerySet(models.QuerySet["Feedback"]):
    def visible_to(self, user: Any) -> "FeedbackQuerySet":
        """Feedback of the customers that `user` may see."""
        return self.filter(customer__in=Customer.objects.visible_to(user))

    def unsettled(self) -> "FeedbackQuerySet":
        """What we still owe an answer or a remedy."""
        return self.filter(state__in=UNSETTLED)


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Feedback(models.Model):
    """One thing that a customer told us, from its arrival until it is closed (R9, R53).

    A complaint is closed by the customer alone. Rejecting a resolution opens the next `episode`,
    in which the ladder and the due times begin anew at `begun_at`. The text, the resolution and
    what is offered are for both sides; what is only ours stands in FeedbackNote.
    """

    class Kind(models.TextChoices):
        COMPLAINT = "complaint", _("Complaint")
        COMPLIMENT = "compliment", _("Compliment")
        COMMENT = "comment", _("Comment")
        SUGGESTION = "suggestion", _("Suggestion")

    class State(models.TextChoices):
        NEW = "new", _("New")
        ACKNOWLEDGED = "acknowledged", _("Acknowledged")
        INVESTIGATING = "investigating", _("Being looked into")
        RESOLVED = "resolved", _("Waits for the customer")
        CLOSED = "closed", _("Closed")
        REOPENED = "reopened", _("Reopened")

    class Severity(models.TextChoices):
        LOW = "low", _("Low")
        MEDIUM = "medium", _("Medium")
        HIGH = "high", _("High")
        CRITICAL = "critical", _("Critical")

    class Channel(models.TextChoices):
        PORTAL = "portal", _("Own pages")
        EMAIL = "email", _("E-mail")
        PHONE = "phone", _("Telephone")
        MEETING = "meeting", _("Meeting")
        LETTER = "letter", _("Letter")
        SURVEY = "survey", _("Survey")
        TOOL = "tool", _("Another tool")

    code = CodeField(unique=True)
    external_id = models.CharField(
        _("reference"),
        max_length=120,
        blank=True,
        help_text=_("What another tool calls it; for each customer once."),
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    customer = models.ForeignKey(
        Customer, models.PROTECT, related_name="feedback", verbose_name=_("customer")
    )
    contact = models.ForeignKey(
        Contact,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("contact who told us"),
    )
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("user who told us"),
    )
    told_by = models.CharField(_("told by"), max_length=160, blank=True)
    service = models.ForeignKey(
        Service,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="feedback",
        verbose_name=_("service"),
    )
    severity = models.CharField(
        _("severity"), max_length=10, choices=Severity.choices, default=Severity.MEDIUM
    )
    channel = models.CharField(
        _("channel"), max_length=8, choices=Channel.choices, default=Channel.EMAIL
    )
    title = models.CharField(_("in short"), max_length=160)
    text = models.TextField(_("what was said"))
    received_at = models.DateTimeField(_("received"))
    recorded_at = models.DateTimeField(_("recorded"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    state = models.CharField(_("state"), max_length=14, choices=State.choices, default=State.NEW)
    episode = models.PositiveIntegerField(default=1)
    begun_at = models.DateTimeField(_("counted from"))
    acknowledged_at = models.DateTimeField(_("first acknowledged"), null=True, blank=True)
    resolved_at = models.DateTimeField(_("resolved"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    acknowledge_by_at = models.DateTimeField(_("to acknowledge by"), null=True, blank=True)
    resolve_by_at = models.DateTimeField(_("to resolve by"), null=True, blank=True)
    escalates_at = models.DateTimeField(_("next escalation"), null=True, blank=True)
    remind_at = models.DateTimeField(_("next reminder"), null=True, blank=True)
    reminders = models.PositiveIntegerField(default=0)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("looked after by"),
    )
    is_accepted = models.BooleanField(_("justified"), null=True, blank=True)
    acceptance_reason = models.TextField(_("why"), blank=True)
    resolution = models.TextField(_("resolution"), blank=True)
    compensation = models.TextField(_("compensation"), blank=True)
    compensation_amount = models.DecimalField(
        _("amount"),
        max_digits=18,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    compensation_currency = models.CharField(_("currency"), max_length=3, blank=True)
    compensation_taken = models.BooleanField(_("compensation accepted"), null=True, blank=True)

    objects = FeedbackQuerySet.as_manager()

    class Meta:
        ordering = ["-received_at", "code"]
        verbose_name = _("feedback")
        verbose_name_plural = _("feedback")
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "external_id"],
                condition=~Q(external_id=""),
                name="feedback_reference_once",
            ),
            models.CheckConstraint(
                condition=Q(is_accepted=None) | ~Q(acceptance_reason=""),
                name="feedback_judged_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(compensation_amount=None)
                | Q(compensation_currency__regex="^[A-Z]{3}$"),
                name="feedback_amount_has_currency",
            ),
            models.CheckConstraint(
                condition=Q(state="closed") ^ Q(closed_at=None), name="feedback_closed_at"
            ),
        ]
        indexes = [
            models.Index(
                fields=["escalates_at"],
                condition=Q(escalates_at__isnull=False),
                name="feedback_escalates",
            ),
            models.Index(
                fields=["remind_at"],
                condition=Q(remind_at__isnull=False),
                name="feedback_reminds",
            ),
            models.Index(fields=["customer", "kind", "state"], name="feedback_of_customer"),
            models.Index(fields=["-received_at", "id"], name="feedback_newest"),
        ]
        triggers = [keep_the_way()]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("brm:feedback", args=[self.code])

    @property
    def is_complaint(self) -> bool:
        return self.kind == self.Kind.COMPLAINT

    @property
    def is_unsettled(self) -> bool:
        return self.state in UNSETTLED

    @property
    def teller(self) -> str:
        """Who told us, by name."""
        if self.contact is not None:
            return str(self.contact)
        return str(self.reporter) if self.reporter is not None else self.told_by


_FOREVER = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]


class FeedbackStep(models.Model):
    """One thing that happened to it, as both sides may read it. Append-only.

    `name` is a transition of brm.engine.feedback, or `received`, `changed`, `assigned`, `judged`,
    `offered`. The due times are those that held after the step, so that the past can be asked.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    feedback = models.ForeignKey(Feedback, models.PROTECT, related_name="steps")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=24)
    before = models.CharField(max_length=14, choices=Feedback.State.choices, blank=True)
    after = models.CharField(max_length=14, choices=Feedback.State.choices)
    episode = models.PositiveIntegerField()
    words = models.TextField(blank=True)
    acknowledge_by_at = models.DateTimeField(null=True)
    resolve_by_at = models.DateTimeField(null=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    taken_at = models.DateTimeField(_("taken"))

    class Meta:
        ordering = ["feedback", "number"]
        verbose_name = _("step of feedback")
        verbose_name_plural = _("steps of feedback")
        constraints = [
            models.UniqueConstraint(fields=["feedback", "number"], name="feedback_step_number")
        ]
        indexes = [models.Index(fields=["feedback", "-taken_at"], name="feedback_step_at")]
        triggers = _FOREVER

    def __str__(self) -> str:
        return f"{self.feedback_id}: {self.name}"


class FeedbackNote(models.Model):
    """What we note for ourselves; never shown to a customer (decision 31). Append-only."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    feedback = models.ForeignKey(Feedback, models.PROTECT, related_name="notes")
    text = models.TextField(_("note"))
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField(_("written"))

    class Meta:
        ordering = ["written_at", "id"]
        verbose_name = _("internal note")
        verbose_name_plural = _("internal notes")
        triggers = _FOREVER

    def __str__(self) -> str:
        return self.text[:60]


class CustomerWord(models.Model):
    """The customer's yes or no to a resolution, and how we know it (R9). Append-only.

    Said in the application by one of its people, or written down by us with evidence. The database
    closes or reopens no complaint without one of the same episode.
    """

    class Said(models.TextChoices):
        YES = "yes", _("Accepts the resolution")
        NO = "no", _("Rejects the resolution")
        WITHDRAWN = "withdrawn", _("Takes the complaint back")

    class How(models.TextChoices):
        HERE = "here", _("In the application")
        EMAIL = "email", _("E-mail")
        PHONE = "phone", _("Telephone")
        MEETING = "meeting", _("Minutes of a meeting")
        LETTER = "letter", _("Letter")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    feedback = models.ForeignKey(Feedback, models.PROTECT, related_name="answers")
    episode = models.PositiveIntegerField()
    said = models.CharField(max_length=10, choices=Said.choices)
    words = models.TextField(_("in the customer's words"), blank=True)
    by_name = models.CharField(_("who said so"), max_length=160)
    how = models.CharField(_("how"), max_length=8, choices=How.choices)
    evidence = models.TextField(_("evidence"), blank=True)
    said_at = models.DateTimeField(_("said"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(_("recorded"))

    class Meta:
        ordering = ["recorded_at", "id"]
        verbose_name = _("word of a customer")
        verbose_name_plural = _("words of customers")
        constraints = [
            models.UniqueConstraint(fields=["feedback", "episode"], name="one_word_an_episode"),
            models.CheckConstraint(
                condition=Q(how="here") | ~Q(evidence=""), name="recorded_word_has_evidence"
            ),
        ]
        triggers = _FOREVER

    def __str__(self) -> str:
        return f"{self.feedback_id}: {self.said}"
