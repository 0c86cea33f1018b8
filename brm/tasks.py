"""What relationship management does by the clock."""

import time

from celery import shared_task
from django.utils import timezone

from brm.operations.escalate import escalate_due
from brm.operations.invite_to_survey import TASK as TEND_SURVEYS
from brm.operations.invite_to_survey import mail_next
from brm.operations.plan_reviews import plan_reviews
from brm.operations.remind_of_resolution import remind_of_resolutions
from brm.operations.tell_due import tell_due
from brm.operations.tend_surveys import tend_surveys
from brm.queries.survey_links import survey_link

# A worker goes on mailing for so long; what is then left waits for the next tick.
SENDING_SECONDS = 45


@shared_task(name="brm.plan_reviews")
def run_plan_reviews() -> int:
    """Plan the reviews that come near."""
    return plan_reviews(at=timezone.now())


@shared_task(name="brm.tell_due")
def run_tell_due() -> int:
    """Tell of overdue reviews and of actions that fall due."""
    return tell_due(at=timezone.now())


@shared_task(name=TEND_SURVEYS)
def run_tend_surveys() -> dict[str, int]:
    """Open, end and remind by date, then mail what is due."""
    done = tend_surveys(at=timezone.now())
    count, stop = 0, time.monotonic() + SENDING_SECONDS
    while time.monotonic() < stop and mail_next(link=survey_link, at=timezone.now()) is not None:
        count += 1
    return {**done, "mailed": count}


@shared_task(name="brm.tend_feedback")
def run_tend_feedback() -> dict[str, int]:
    """Let complaints climb that are due, and remind customers of what waits for them."""
    at = timezone.now()
    return {"escalated": escalate_due(at=at), "reminded": remind_of_resolutions(at=at)}
