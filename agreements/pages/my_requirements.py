"""The customer's own pages: what we asked for, and our sign-off."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.models import Requirement
from agreements.operations.decide_requirement import approve_requirement, send_requirement_back
from agreements.pages.forms import show_refusal
from agreements.pages.requirement import sections
from agreements.pages.requirement_fields import ReasonForm
from agreements.pages.requirement_lookup import typed
from agreements.queries.access import is_customer
from agreements.queries.amounts import write_wanted
from agreements.queries.requirement_access import may_sign_off
from agreements.queries.section_texts import Text
from common.access import allowed_if
from common.problems import Refusal


@dataclass(frozen=True, slots=True)
class MyLevel:
    """A level we want, in our words."""

    wording: str
    service: str
    figure: str
    period: str


@dataclass(frozen=True, slots=True)
class MyRequirement:
    """What a customer reads of its own requirement: an allow-list (decision 31)."""

    code: str
    title: str
    state: str
    unit: str
    revision: int
    statement: str
    wanted_on: dt.date | None
    business_case: str
    sections: tuple[Text, ...]
    levels: tuple[MyLevel, ...]
    volumes: tuple[tuple[str, str, int, int | None], ...]
    decided_by: str
    decided_at: dt.datetime | None
    decision: str


@allowed_if(is_customer)
def requirement(request: HttpRequest, code: str) -> HttpResponse:
    """One of our requirements, and the question whether it is right."""
    record = _mine(request, code)
    return render(
        request,
        "agreements/my_requirement.html",
        {
            "requirement": _read(record),
            "may_decide": record.state == Requirement.State.SUBMITTED
            and may_sign_off(request.user, record),
        },
    )


@allowed_if(is_customer)
def approve(request: HttpRequest, code: str) -> HttpResponse:
    """Sign it off."""
    record = _mine(request, code)
    if request.method == "POST":
        try:
            approve_requirement(requirement=record, actor=request.user, at=timezone.now())
        except Refusal as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, _("You signed off %(code)s.") % {"code": record.code})
        return redirect("agreements:my-requirement", code=record.code)
    return _confirm(
        request,
        record,
        heading=_("Sign off %(code)s?") % {"code": record.code},
        consequences=[
            _("You say that this is what your business needs."),
            _("Its text stands from then on; a change begins a new revision."),
        ],
        submit=_("Sign off"),
    )


@allowed_if(is_customer)
def refuse(request: HttpRequest, code: str) -> HttpResponse:
    """Send it back, with what has to change."""
    record = _mine(request, code)
    form = ReasonForm(typed(request))
    form.fields["reason"].label = _("What has to change")
    if request.method == "POST" and form.is_valid():
        try:
            send_requirement_back(
                requirement=record,
                actor=request.user,
                at=timezone.now(),
                reason=form.cleaned_data["reason"],
            )
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("You sent %(code)s back.") % {"code": record.code})
            return redirect("agreements:my-requirement", code=record.code)
    return _confirm(
        request,
        record,
        heading=_("Send %(code)s back") % {"code": record.code},
        consequences=[_("It is written anew, and you are asked again.")],
        submit=_("Send back"),
        form=form,
    )


def requirements_panel(request: HttpRequest, _subject: Any) -> dict[str, Any] | None:
    """What waits for us, and what we asked for: a panel of the customer's home page."""
    rows = list(_readable(request.user).select_related("customer").order_by("-created_at", "code"))
    if not rows:
        return None
    return {"requirements": rows, "waiting": Requirement.State.SUBMITTED}


def _readable(user: Any) -> Any:
    """Those that were submitted once: drafts are still being written."""
    return Requirement.objects.visible_to(user).exclude(state=Requirement.State.DRAFT)


def _mine(request: HttpRequest, code: str) -> Requirement:
    return get_object_or_404(
        _readable(request.user).select_related("customer", "decided_by__person"),
        code=code.upper(),
    )


def _read(record: Requirement) -> MyRequirement:
    return MyRequirement(
        code=record.code,
        title=record.title,
        state=record.state,
        unit=record.customer.name,
        revision=record.revision,
        statement=record.statement,
        wanted_on=record.wanted_on,
        business_case=record.business_case,
        sections=tuple(text for text in sections(record) if text.text),
        levels=tuple(
            MyLevel(row.wording, row.service.name, write_wanted(row), row.get_period_display())
            for row in record.wanted.select_related("service")
        ),
        volumes=tuple(
            (row.what, row.service.name, row.usual, row.peak)
            for row in record.volumes.select_related("service")
        ),
        decided_by=str(record.decided_by or ""),
        decided_at=record.decided_at,
        decision=record.decision,
    )


def _confirm(
    request: HttpRequest, record: Requirement, *, form: Any = None, **context: Any
) -> HttpResponse:
    return render(
        request,
        "agreements/my_confirm.html",
        {"requirement": record, "form": form, **context},
        status=422 if form is not None and form.errors else 200,
    )
