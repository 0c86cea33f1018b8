"""What the clock does for customers."""

from celery import shared_task
from django.utils import timezone

from brm.operations.escalate import escalate_due
from brm.operations.remind_of_resolution import remind_of_resolutions


@shared_task(name="brm.tend_feedback")
def run_tend_feedback() -> dict[str, int]:
    """Let complaints climb that are due, and remind customers of what waits for them."""
    at = timezone.now()
    return {"escalated": escalate_due(at=at), "reminded": remind_of_resolutions(at=at)}
