"""Workers' doors to surveys."""

import time

from celery import shared_task
from django.utils import timezone

from brm.operations.invite_to_survey import TASK, mail_next
from brm.operations.tend_surveys import tend_surveys
from brm.queries.survey_links import survey_link

# A worker goes on mailing for so long; what is then left waits for the next tick.
SENDING_SECONDS = 45


@shared_task(name=TASK)
def run_tend_surveys() -> dict[str, int]:
    """Open, end and remind by date, then mail what is due."""
    done = tend_surveys(at=timezone.now())
    count, stop = 0, time.monotonic() + SENDING_SECONDS
    while time.monotonic() < stop and mail_next(link=survey_link, at=timezone.now()) is not None:
        count += 1
    return {**done, "mailed": count}
