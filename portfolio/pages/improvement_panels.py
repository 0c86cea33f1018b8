"""Improvements on the pages of what they touch."""

from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse

from agreements.models import Breach
from brm.models import Campaign, Customer, Feedback
from portfolio.models import Improvement
from portfolio.queries.improvements import may_keep_some
from slm.models import Service

SHOWN = 10


def of_breach(request: HttpRequest, breach: Breach) -> dict[str, Any]:
    """What was begun because of this miss."""
    address = f"?breach={breach.agreement.code}.{breach.number}"
    return _panel(request, address, breaches=breach)


def of_feedback(request: HttpRequest, feedback: Feedback) -> dict[str, Any] | None:
    """What was begun because of this complaint; nothing at what is none."""
    if feedback.kind != Feedback.Kind.COMPLAINT:
        return None
    return _panel(request, f"?complaint={feedback.code}", complaints=feedback)


def of_survey(request: HttpRequest, campaign: Campaign) -> dict[str, Any]:
    """What followed from this survey: what its analysis names, and what names the survey."""
    named = Q(code__iexact=campaign.improvement.strip())
    return _panel(
        request,
        f"?survey={campaign.code}",
        named | Q(source=Improvement.Source.SURVEY, source_note=campaign.code),
    )


def of_customer(request: HttpRequest, customer: Customer) -> dict[str, Any]:
    """What is being made better for this customer."""
    return _panel(request, f"?customer={customer.code}", customers=customer)


def of_service(request: HttpRequest, service: Service) -> dict[str, Any]:
    """What is being made better about this service."""
    return _panel(request, f"?service={service.code}", services=service)


def _panel(request: HttpRequest, address: str, *which: Q, **where: Any) -> dict[str, Any]:
    rows = Improvement.objects.visible_to(request.user).filter(*which, **where)
    may_add = may_keep_some(request.user)
    create = reverse("portfolio:improvement-create") + address if may_add else ""
    return {"improvements": rows[:SHOWN], "create_url": create}
