"""What comes round every month: counted use, then values."""

from celery import shared_task
from django.utils import timezone

from portfolio.operations.compute_values import compute_due_values
from portfolio.operations.count_usage import count_usage


@shared_task(name="portfolio.close_month")
def run_close_month() -> int:
    """Count the use of the months behind and keep this month's values, where none are kept yet."""
    at = timezone.now()
    count_usage(actor=None, at=at)
    computed = compute_due_values(at=at)
    return computed.count if computed else 0
