"""The customer's own pages: complain or ask, follow it, accept or reject the resolution.

Whatever a template of these pages shows is built here, field by field: an allow-list (decision 31).
"""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import Case, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brm.models import Customer, CustomerWord, Feedback
from brm.operations.record_feedback import record_feedback
from brm.operations.record_word import say_word
from brm.pages.doors import my_crumbs, refuse
from brm.pages.feedback_forms import service_field, taken_field, text_field
from brm.queries.feedback_access import own_feedback
from brm.queries.feedback_story import Told, story_for_them
from brm.queries.own import is_only_customer, own_customers
from common.access import allowed_if
from common.form_page import form_page

SHOWN = 100
SHOWN_AT_HOME = 5


@dataclass(frozen=True, slots=True)
class MyFeedback:
    """What a customer reads of its own feedback."""

    code: str
    kind: str
    is_complaint: bool
    title: str
    unit: str
    service: str
    severity: str
    received_at: dt.datetime
    told_by: str
    state: str
    state_words: str
    text: str
    resolution: str
    compensation: str
    compensation_amount: Decimal | None
    compensation_currency: str
    compensation_taken: bool | None
    looked_after_by: str
    resolve_by_at: dt.datetime | None
    waits_for_us: bool


class MyFeedbackForm(forms.Form):
    """A complaint, a question, thanks or an idea."""

    refused = _("Nothing was sent")

    kind = forms.ChoiceField(
        label=_("What is it?"),
        choices=[
            ("complaint", _("A complaint")),
            ("comment", _("A question or a comment")),
            ("compliment", _("A compliment")),
            ("suggestion", _("A suggestion")),
        ],
        widget=forms.RadioSelect,
    )
    customer = forms.ModelChoiceField(
        label=_("For"), queryset=Customer.objects.none(), to_field_name="code"
    )
    service = service_field()
    title = forms.CharField(label=_("In short"), max_length=160)
    text = text_field(_("What happened, and what would help"), rows=6)
    severity = forms.ChoiceField(
        label=_("How much it troubles your work"),
        choices=[
            ("low", _("hardly")),
            ("medium", _("it costs us time")),
            ("high", _("we cannot work as we should")),
            ("critical", _("our business stands still")),
        ],
        initial="medium",
    )

    def __init__(self, *args: Any, user: Any, **options: Any):
        super().__init__(*args, **options)
        customers = own_customers(user).order_by("name")
        self.fields["customer"].queryset = customers
        if len(customers) == 1:
            self.initial.setdefault("customer", customers[0].code)


class AcceptForm(forms.Form):
    refused = _("Nothing was said")
    words = text_field(_("A word to us"), rows=3, required=False)
    takes_compensation = taken_field()

    def __init__(self, *args: Any, feedback: Feedback, **options: Any):
        super().__init__(*args, **options)
        if not feedback.compensation:
            del self.fields["takes_compensation"]


class RejectForm(AcceptForm):
    words = text_field(_("What is still wrong"), _("We begin anew with it at once."))


class WithdrawForm(forms.Form):
    refused = _("Nothing was said")
    words = text_field(_("A word to us"), rows=3, required=False)

    def __init__(self, *args: Any, feedback: Feedback, **options: Any):
        super().__init__(*args, **options)


ANSWERS = {
    "accept": (
        AcceptForm,
        CustomerWord.Said.YES,
        _("Accept the resolution"),
        _("It is closed. Thank you."),
    ),
    "reject": (
        RejectForm,
        CustomerWord.Said.NO,
        _("It is not resolved"),
        _("It is open again, and we were told."),
    ),
    "withdraw": (
        WithdrawForm,
        CustomerWord.Said.WITHDRAWN,
        _("Take the complaint back"),
        _("You took it back; it is closed."),
    ),
}


@allowed_if(is_only_customer)
def my_list(request: HttpRequest) -> HttpResponse:
    """All that we told, the newest first."""
    rows = [read(row) for row in _mine(request.user)[:SHOWN]]
    return render(
        request,
        "brm/my_feedback_list.html",
        {"rows": rows, "crumbs": my_crumbs(_("Complaints and questions"))},
    )


@allowed_if(is_only_customer)
def my_feedback(request: HttpRequest, code: str) -> HttpResponse:
    """One of them: what we said, what became of it, and our yes or no."""
    record = get_object_or_404(_mine(request.user), code=code.upper())
    story: list[Told] = story_for_them(record)
    return render(
        request,
        "brm/my_feedback.html",
        {
            "feedback": read(record),
            "story": story,
            "may_withdraw": record.is_complaint and record.is_unsettled,
            "crumbs": my_crumbs(
                (_("Complaints and questions"), reverse("brm:my-feedback-list")), record.code
            ),
        },
    )


@allowed_if(is_only_customer)
def create(request: HttpRequest) -> HttpResponse:
    """Complain, ask, thank or suggest."""
    initial = {
        name: request.GET[name].upper() for name in ("service", "customer") if name in request.GET
    }
    form = MyFeedbackForm(
        request.POST if request.method == "POST" else None, user=request.user, initial=initial
    )
    heading = _t("Complain or ask")
    return form_page(
        request,
        form,
        save=lambda form: (
            record_feedback(**form.cleaned_data, actor=request.user, at=timezone.now()).feedback
        ),
        done=lambda record: _t("We have it: %(code)s.") % {"code": record.code},
        refuse=refuse,
        goes_to=reverse("brm:my-feedback-list"),
        template="brm/my_form.html",
        heading=heading,
        submit=_t("Send"),
        cancel_url=reverse("brm:my-feedback-list"),
        crumbs=my_crumbs((_("Complaints and questions"), reverse("brm:my-feedback-list")), heading),
    )


@allowed_if(is_only_customer)
def answer(request: HttpRequest, code: str, name: str) -> HttpResponse:
    """Accept or reject a resolution, or take a complaint back."""
    record = get_object_or_404(_mine(request.user), code=code.upper())
    form_class, said, heading, done = ANSWERS[name]
    url = reverse("brm:my-feedback", args=[record.code])
    form = form_class(request.POST if request.method == "POST" else None, feedback=record)
    return form_page(
        request,
        form,
        save=lambda form: say_word(
            feedback=record,
            said=said,
            actor=request.user,
            at=timezone.now(),
            **form.cleaned_data,
        ),
        done=str(done),
        refuse=refuse,
        goes_to=url,
        template="brm/my_form.html",
        heading=f"{record.code}: {heading}",
        submit=heading,
        cancel_url=url,
        crumbs=my_crumbs(
            (_("Complaints and questions"), reverse("brm:my-feedback-list")),
            (record.code, url),
            heading,
        ),
    )


def my_panel(request: HttpRequest, _subject: Any) -> dict[str, Any]:
    """What waits for our word and what we told last: a panel of the customer's home page."""
    rows = [read(row) for row in _mine(request.user)[: SHOWN_AT_HOME + 1]]
    return {"rows": rows[:SHOWN_AT_HOME], "more": len(rows) > SHOWN_AT_HOME}


def read(row: Feedback) -> MyFeedback:
    """What a customer may read of it."""
    return MyFeedback(
        code=row.code,
        kind=row.get_kind_display(),
        is_complaint=row.is_complaint,
        title=row.title,
        unit=row.customer.name,
        service=row.service.name if row.service else "",
        severity=row.get_severity_display(),
        received_at=row.received_at,
        told_by=row.teller,
        state=row.state,
        state_words=str(_t("Waits for your answer"))
        if row.state == Feedback.State.RESOLVED
        else row.get_state_display(),
        text=row.text,
        resolution=row.resolution,
        compensation=row.compensation,
        compensation_amount=row.compensation_amount,
        compensation_currency=row.compensation_currency,
        compensation_taken=row.compensation_taken,
        looked_after_by=str(row.assignee or ""),
        resolve_by_at=row.resolve_by_at if row.is_unsettled else None,
        waits_for_us=row.state == Feedback.State.RESOLVED,
    )


def _mine(user: Any) -> Any:
    """Those that wait for the customer's word first, then the newest."""
    rows = own_feedback(user).select_related(
        "customer", "service", "contact__person", "reporter__person", "assignee__person"
    )
    waits = Case(When(state=Feedback.State.RESOLVED, then=Value(0)), default=Value(1))
    return rows.order_by(waits, "-received_at", "code")
