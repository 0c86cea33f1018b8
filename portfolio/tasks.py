"""What comes round every month: counted use, health, values, then effort."""

from celery import shared_task
from django.utils import timezone

from portfolio.operations.compute_values import compute_due_values
from portfolio.operations.count_usage import count_usage
from portfolio.operations.plan_effort import plan_due_effort
from portfolio.operations.take_health import take_due_health


@shared_task(name="portfolio.close_month")
def run_close_month() -> int:
    """Count the use of the months behind; keep this month's figures where none are kept yet.

    Values rest on the bands of health, and tiers on both.
    """
    at = timezone.now()
    count_usage(actor=None, at=at)
    take_due_health(at=at)
    computed = compute_due_values(at=at)
    plan_due_effort(at=at)
    return computed.count if computed else 0
