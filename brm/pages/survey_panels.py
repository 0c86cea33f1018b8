"""What surveys draw on the page of a customer."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from brm.models import Campaign, Customer
from brm.queries.customers import may_see_customers
from brm.queries.local_days import day_of
from brm.queries.satisfaction import perceived_ratings, satisfaction_trend
from common.ui import charts
from common.ui.numbers import write_number
from slm.models.service import Service

LEAST_POINTS = 2


def may_see_panel(user: Any, _customer: Customer) -> bool:
    return may_see_customers(user)


def satisfaction_of_customer(request: HttpRequest, customer: Customer) -> dict[str, Any]:
    """The satisfaction of a customer over its surveys, and how it sees each service."""
    now = timezone.now()
    points = satisfaction_trend(customer, as_of=now)
    ratings = perceived_ratings([customer.pk], as_of=now)
    services = Service.objects.in_bulk([service for _customer, service in ratings])
    indexed = [
        (point.survey, index) for point in points if (index := point.scores.outcomes) is not None
    ]
    return {
        "points": list(reversed(points)),
        "trend": charts.trend(
            [
                charts.TrendPoint(
                    label=day_of(survey.closes_at, survey.zone).strftime("%m/%y"),
                    value=index.score,
                    text=write_number(index.score),
                    title=survey.title,
                )
                for survey, index in indexed
            ],
            threshold=60,
            threshold_text="60",
            write=write_number,
        )
        if len(indexed) >= LEAST_POINTS
        else None,
        "ratings": sorted(
            (
                {"service": services[service], "rating": row.rating, "survey": row.survey}
                for (_customer, service), row in ratings.items()
            ),
            key=lambda row: row["service"].name,
        ),
        "running": Campaign.objects.visible_to(request.user)
        .filter(state=Campaign.State.OPEN, units=customer)
        .order_by("closes_at"),
    }
