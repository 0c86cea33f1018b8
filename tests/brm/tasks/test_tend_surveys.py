"""The worker opens, mails, reminds and ends; done twice it does nothing more."""

import datetime as dt

import pytest
from django.core import mail

from brm.models import Campaign
from brm.tasks import run_tend_surveys
from tests.brm.surveys import contact, opened, survey

pytestmark = pytest.mark.django_db


def test_worker_opens_what_is_due_and_mails_once(rangga, customer_a):
    contact(customer_a, "Dewi")
    now = dt.datetime.now(dt.UTC)
    campaign = survey(
        rangga,
        customer_a,
        opens_at=now - dt.timedelta(minutes=5),
        closes_at=now + dt.timedelta(days=3),
    )
    opened(campaign, at=now - dt.timedelta(minutes=9))

    assert run_tend_surveys() == {"opened": 1, "ended": 0, "reminded": 0, "mailed": 1}
    assert run_tend_surveys() == {"opened": 0, "ended": 0, "reminded": 0, "mailed": 0}
    assert (Campaign.objects.get().state, len(mail.outbox)) == ("open", 1)


def test_worker_ends_what_is_over_and_mails_nobody_any_more(rangga, customer_a):
    contact(customer_a, "Dewi")
    now = dt.datetime.now(dt.UTC)
    campaign = survey(
        rangga,
        customer_a,
        opens_at=now - dt.timedelta(days=9),
        closes_at=now - dt.timedelta(days=2),
    )
    opened(campaign, at=now - dt.timedelta(days=8))

    assert run_tend_surveys()["ended"] == 1
    assert run_tend_surveys()["ended"] == 0
    assert (Campaign.objects.get().state, mail.outbox) == ("ended", [])
