"""What relationship management does by the clock."""

from celery import shared_task
from django.utils import timezone

from brm.operations.plan_reviews import plan_reviews
from brm.operations.tell_due import tell_due


@shared_task(name="brm.plan_reviews")
def run_plan_reviews() -> int:
    """Plan the reviews that come near."""
    return plan_reviews(at=timezone.now())


@shared_task(name="brm.tell_due")
def run_tell_due() -> int:
    """Tell of overdue reviews and of actions that fall due."""
    return tell_due(at=timezone.now())
