"""Write down feedback, correct it, and take the steps of its way."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brm.engine.feedback import BY_NAME
from brm.models import Feedback
from brm.operations.change_feedback import (
    assign_feedback,
    change_feedback,
    judge_feedback,
    note_on_feedback,
    offer_compensation,
)
from brm.operations.escalate import escalate_by_hand
from brm.operations.handle_feedback import (
    acknowledge_feedback,
    answer_feedback,
    investigate_feedback,
    resolve_feedback,
)
from brm.operations.record_feedback import record_feedback
from brm.operations.record_word import record_word
from brm.pages import feedback_forms as f
from brm.pages.doors import refuse
from brm.pages.feedback import feedback_crumbs, handled_feedback
from brm.queries.customers import may_see_customers
from brm.queries.feedback_access import may_record
from common.access import allowed_if
from common.form_page import form_page


@dataclass(frozen=True)
class Task:
    """One form beneath feedback: its verb, its words, and for what it may be opened."""

    form: Callable[..., forms.Form]
    verb: Callable[..., Any]
    heading: Any
    submit: Any
    done: Any
    complaints_only: bool = False
    also_closed: bool = False


TASKS: dict[str, Task] = {
    "acknowledge": Task(
        f.WordsForm,
        acknowledge_feedback,
        _("Acknowledge"),
        _("Acknowledge"),
        _("It is acknowledged, and the customer is told."),
    ),
    "investigate": Task(
        f.WordsForm,
        investigate_feedback,
        _("Look into it"),
        _("Begin"),
        _("It is being looked into."),
    ),
    "resolve": Task(
        f.ResolveForm,
        resolve_feedback,
        _("Resolve"),
        _("Resolve and ask the customer"),
        _("The customer is asked whether it is resolved."),
        complaints_only=True,
    ),
    "answer": Task(
        f.AnswerForm,
        answer_feedback,
        _("Answer"),
        _("Answer and close"),
        _("It is answered and closed."),
    ),
    "assign": Task(
        f.AssignForm, assign_feedback, _("Give it to somebody"), _("Assign"), _("It is assigned.")
    ),
    "change": Task(f.ChangeForm, change_feedback, _("Change"), _("Save"), _("It was saved.")),
    "judge": Task(
        f.JudgeForm,
        judge_feedback,
        _("Was it justified?"),
        _("Save"),
        _("It was saved."),
        complaints_only=True,
        also_closed=True,
    ),
    "compensate": Task(
        f.CompensateForm,
        offer_compensation,
        _("Offer compensation"),
        _("Offer it"),
        _("The offer was saved; the customer reads it."),
        complaints_only=True,
    ),
    "word": Task(
        f.WordForm,
        record_word,
        _("Record the customer's word"),
        _("Record"),
        _("The customer's word was recorded."),
        complaints_only=True,
    ),
    "note": Task(
        f.NoteForm,
        note_on_feedback,
        _("Internal note"),
        _("Save note"),
        _("The note was saved."),
        also_closed=True,
    ),
    "escalate": Task(
        f.EscalateForm,
        escalate_by_hand,
        _("Escalate now"),
        _("Escalate"),
        _("The next level was told."),
        complaints_only=True,
    ),
}


@allowed_if(may_see_customers)
def step(request: HttpRequest, code: str, name: str) -> HttpResponse:
    """One of the tasks, as a form on a page of its own."""
    record = handled_feedback(request.user, code)
    task = TASKS.get(name)
    if task is None or not _fits(task, record):
        raise Http404
    if name in BY_NAME and record.state not in BY_NAME[name].sources:
        return redirect(record)  # somebody else took the step meanwhile
    form = task.form(request.POST if request.method == "POST" else None, feedback=record)
    heading = f"{record.code}: {task.heading}"
    return form_page(
        request,
        form,
        save=lambda form: task.verb(
            feedback=record, actor=request.user, at=timezone.now(), **form.cleaned_data
        ),
        done=str(task.done),
        refuse=refuse,
        goes_to=record,
        heading=heading,
        submit=task.submit,
        cancel_url=record.get_absolute_url(),
        crumbs=feedback_crumbs(record, task.heading),
    )


@allowed_if(may_record)
def create(request: HttpRequest) -> HttpResponse:
    """Write down what a customer told one of us."""
    initial = {
        name: request.GET[name].upper() for name in ("customer", "service") if name in request.GET
    }
    if request.GET.get("kind") in Feedback.Kind.values:
        initial["kind"] = request.GET["kind"]
    form = f.FeedbackForm(
        request.POST if request.method == "POST" else None, user=request.user, initial=initial
    )
    heading = _t("Write down feedback")
    return form_page(
        request,
        form,
        save=lambda form: (
            record_feedback(**form.cleaned_data, actor=request.user, at=timezone.now()).feedback
        ),
        done=lambda record: _t("%(code)s was written down.") % {"code": record.code},
        refuse=refuse,
        heading=heading,
        submit=_t("Save feedback"),
        cancel_url=reverse("brm:feedback-list"),
        crumbs=feedback_crumbs(None, heading),
    )


def _fits(task: Task, record: Feedback) -> bool:
    if task.complaints_only and not record.is_complaint:
        return False
    return task.also_closed or record.state != Feedback.State.CLOSED
