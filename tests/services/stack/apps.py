"""A job that stays in the middle on its first attempt."""

import time

from django.apps import AppConfig

from common.jobs import register_job

KIND = "tests.stay_in_the_middle"


@register_job(KIND)
def stay_in_the_middle(*, job, at, report):
    report(1, 2)
    if job.attempts == 1:
        time.sleep(600)
    return {"message": f"done at attempt {job.attempts}"}


class StackConfig(AppConfig):
    name = "tests.services.stack"
    label = "stack"
