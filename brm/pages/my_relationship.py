"""The customer's own pages: the strategy we share, how mature we both find it, what we weigh.

Whatever a template of these pages shows is built here, field by field: an allow-list (decision 31).
"""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brm.engine.assessment import Standing
from brm.engine.maturity import CUSTOMER
from brm.models import AccountPlan, Assessment, AssessmentView, MaturityRating, Side
from brm.operations.assess import give_view
from brm.operations.rate_maturity import rate_maturity
from brm.pages.assessments import ViewForm
from brm.pages.doors import form_page, their_day, typed
from brm.queries.assessments import Weighed, weighed
from brm.queries.maturity import STEP_WORDS, maturity_of
from brm.queries.own import is_only_customer, own_customers
from brm.queries.plans import STRATEGY, texts
from common.access import allowed_if

WAITS = (Standing.WAITING_FOR_BOTH, Standing.WAITING_FOR_CUSTOMER)


@dataclass(frozen=True, slots=True)
class MyMaturity:
    """Both levels, ours first, and the steps that are ours to take."""

    unit: str
    code: str
    ours: str
    theirs: str
    steps: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class MyAssessment:
    """A commitment that both sides weigh; the provider's view only once ours is given."""

    key: uuid.UUID
    unit: str
    subject: str
    asked_on: dt.date
    waits_for_us: bool
    ours: str
    ours_by: str
    theirs: str
    their_conditions: str


class MyRatingForm(forms.Form):
    refused = _("The rating was not saved")

    level = forms.TypedChoiceField(
        label=_("How mature do you find the relationship?"),
        choices=MaturityRating.Level.choices,
        coerce=int,
        widget=forms.RadioSelect,
    )
    evidence = forms.CharField(
        label=_("What shows it"), max_length=2000, widget=forms.Textarea({"rows": "4"})
    )


@allowed_if(is_only_customer)
def relationship(request: HttpRequest) -> HttpResponse:
    """Strategy, maturity and assessments of my organisation."""
    customers = list(own_customers(request.user))
    plans = AccountPlan.objects.filter(customer__in=customers, is_shared=True)
    context = {
        "strategies": [
            {"unit": plan.customer.name, "parts": texts(plan, STRATEGY)}
            for plan in plans.select_related("customer")
        ],
        "maturities": [_maturity(customer) for customer in customers if customer.parent_id is None]
        or [_maturity(customer) for customer in customers[:1]],
        "assessments": _assessments(request.user),
        "crumbs": _crumbs(None),
    }
    return render(request, "brm/my_relationship.html", context)


@allowed_if(is_only_customer)
def rate(request: HttpRequest, code: str) -> HttpResponse:
    """Say how mature we find it."""
    customer = get_object_or_404(own_customers(request.user), code=code)
    at = timezone.now()
    url = reverse("brm:my-relationship")
    heading = _t("Rate the relationship")
    return form_page(
        request,
        MyRatingForm(typed(request)),
        save=lambda form: rate_maturity(
            customer=customer,
            side=Side.CUSTOMER,
            **form.cleaned_data,
            rated_by=request.user.name,
            rated_on=their_day(customer, at),
            actor=request.user,
            at=at,
        ),
        done=_t("Thank you. Your rating was saved."),
        goes_to=url,
        template="brm/my_form.html",
        heading=heading,
        submit=_t("Save rating"),
        cancel_url=url,
        crumbs=_crumbs(heading),
    )


@allowed_if(is_only_customer)
def assess(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Give our view of a commitment."""
    record = get_object_or_404(
        Assessment.objects.filter(customer__in=own_customers(request.user)).select_related(
            "customer"
        ),
        public_id=public_id,
    )
    at = timezone.now()
    url = reverse("brm:my-relationship")
    return form_page(
        request,
        ViewForm(typed(request), asks_side=False),
        save=lambda form: give_view(
            assessment=record,
            side=Side.CUSTOMER,
            given_by=request.user.name,
            **form.view,
            actor=request.user,
            at=at,
            on=their_day(record.customer, at),
        ),
        done=_t("Thank you. Your view was saved."),
        goes_to=url,
        template="brm/my_form.html",
        heading=record.subject,
        submit=_t("Save view"),
        cancel_url=url,
        crumbs=_crumbs(record.subject),
    )


def relationship_panel(request: HttpRequest, page: Any) -> dict[str, Any] | None:
    """On the first page of the customer: what waits for our view."""
    waiting = [row for row in _assessments(request.user) if row.waits_for_us]
    return {"waiting": waiting} if waiting else None


def _assessments(user: Any) -> list[MyAssessment]:
    rows = Assessment.objects.filter(customer__in=own_customers(user)).select_related("customer")
    return [_assessment(row) for row in weighed(rows)]


def _assessment(row: Weighed) -> MyAssessment:
    ours, theirs = row.customer, row.provider
    shown: AssessmentView | None = theirs if ours else None
    return MyAssessment(
        key=row.assessment.public_id,
        unit=row.assessment.customer.name,
        subject=row.assessment.subject,
        asked_on=row.assessment.opened_on,
        waits_for_us=row.standing in WAITS,
        ours=ours.get_verdict_display() if ours else "",
        ours_by=ours.given_by if ours else "",
        theirs=shown.get_verdict_display() if shown else "",
        their_conditions=shown.conditions if shown else "",
    )


def _maturity(customer: Any) -> MyMaturity:
    standing, _ratings = maturity_of(customer)
    ours = _level(standing.customer)
    return MyMaturity(
        unit=customer.name,
        code=customer.code,
        ours=ours,
        # What the provider thinks is told in exchange, not before.
        theirs=_level(standing.provider) if ours else "",
        steps=tuple(STEP_WORDS[it.key] for it in standing.next_steps if it.side == CUSTOMER),
    )


def _level(number: int | None) -> str:
    return str(MaturityRating.Level(number).label) if number else ""


def _crumbs(last: Any) -> list[tuple[Any, str | None]]:
    here = _t("Our relationship")
    if last is None:
        return [(here, None)]
    return [(here, reverse("brm:my-relationship")), (last, None)]
