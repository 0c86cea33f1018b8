"""The customer's own pages: what our business wants to reach, and what we are asked."""

import datetime as dt
import uuid
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brm.models import BusinessOutcome, CheckAnswer
from brm.operations.answer_check import answer_check
from brm.pages.doors import refuse, typed
from brm.queries.checks import own_answers
from brm.queries.outcomes import done_of, with_actual
from brm.queries.own import is_of_customer, own_customers
from common.access import allowed_if
from common.form_page import form_page

State = CheckAnswer.State
# A question that was answered is shown so long after the change; then it is in the past.
SHOWN_DAYS = 90


@dataclass(frozen=True, slots=True)
class MyOutcome:
    """What a customer reads of its own outcome: an allow-list (decision 31)."""

    unit_name: str
    statement: str
    measure: str
    unit: str
    baseline: Decimal | None
    target: Decimal | None
    actual: Decimal | None
    actual_on: dt.date | None
    due_on: dt.date | None
    state: str
    done: Fraction | None


@dataclass(frozen=True, slots=True)
class MyCheck:
    """What a customer reads of a question to it: an allow-list (decision 31)."""

    pk: uuid.UUID
    unit_name: str
    service: str
    what: str
    changed_on: dt.date
    due_on: dt.date
    state: str
    reason: str
    may_answer: bool


class AnswerForm(forms.Form):
    refused = _("Your answer was not saved")

    reason = forms.CharField(
        label=_("What is not as it must be"), widget=forms.Textarea({"rows": "4"})
    )


def outcomes_panel(request: HttpRequest, _subject: Any) -> dict[str, Any] | None:
    """What our business wants to reach: a panel of the customer's home page."""
    rows = with_actual(
        BusinessOutcome.objects.filter(customer__in=own_customers(request.user))
        .exclude(state=BusinessOutcome.State.DROPPED)
        .select_related("customer")
        .order_by("customer__name", "-importance", "statement", "pk")
    )
    outcomes = [
        MyOutcome(
            unit_name=row.customer.name,
            statement=row.statement,
            measure=row.measure,
            unit=row.unit,
            baseline=row.baseline,
            target=row.target,
            actual=row.actual,  # type: ignore[attr-defined]
            actual_on=row.actual_on,  # type: ignore[attr-defined]
            due_on=row.due_on,
            state=row.state,
            done=done_of(row),
        )
        for row in rows
    ]
    return {"outcomes": outcomes} if outcomes else None


def checks_panel(request: HttpRequest, _subject: Any) -> dict[str, Any] | None:
    """What we are asked after a change; answered ones for a while."""
    since = timezone.localdate() - dt.timedelta(days=SHOWN_DAYS)
    checks = [
        _read(row)
        for row in own_answers(request.user)
        if row.state == State.WAITING or row.check_asked.changed_on >= since
    ]
    return {"checks": checks} if checks else None


@allowed_if(is_of_customer)
def accept(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Say that the service does what it must."""
    row = _own(request, pk)
    return _answer(
        request,
        row,
        forms.Form(typed(request)),
        state=State.ACCEPTED,
        done=_t("Thank you: you accepted the change."),
        heading=_t("Accept “%(what)s”?") % {"what": row.check_asked.what},
        submit=_("Accept"),
        consequences=[
            _t("You say that %(service)s does what your business needs after this change.")
            % {"service": row.check_asked.service.name},
            _t("It stands from then on. Whatever breaks later is reported as usual."),
        ],
    )


@allowed_if(is_of_customer)
def object_to(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Say what is not as it must be."""
    row = _own(request, pk)
    return _answer(
        request,
        row,
        AnswerForm(typed(request)),
        state=State.OBJECTED,
        done=_t("Your objection was noted. Your relationship manager reads it."),
        heading=_t("Object to “%(what)s”") % {"what": row.check_asked.what},
        submit=_("Object"),
        consequences=[_t("You may accept it later, when it was mended.")],
    )


def _own(request: HttpRequest, pk: uuid.UUID) -> CheckAnswer:
    row = get_object_or_404(own_answers(request.user), pk=pk)
    if row.state == State.ACCEPTED and request.method != "POST":
        raise Http404
    return row


def _answer(
    request: HttpRequest,
    row: CheckAnswer,
    form: forms.Form,
    *,
    state: str,
    done: str,
    **context: Any,
) -> HttpResponse:
    return form_page(
        request,
        form,
        save=lambda form: answer_check(
            answer=row, state=state, **form.cleaned_data, actor=request.user, at=timezone.now()
        ),
        done=done,
        refuse=refuse,
        goes_to="/",
        template="brm/my_answer.html",
        answer=_read(row),
        cancel_url="/",
        **context,
    )


def _read(row: CheckAnswer) -> MyCheck:
    asked = row.check_asked
    return MyCheck(
        pk=row.pk,
        unit_name=row.customer.name,
        service=asked.service.name,
        what=asked.what,
        changed_on=asked.changed_on,
        due_on=asked.due_on,
        state=row.state,
        reason=row.reason,
        may_answer=row.state != State.ACCEPTED,
    )
