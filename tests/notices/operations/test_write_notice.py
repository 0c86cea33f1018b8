"""Told once, to whom it concerns, by the channels they want."""

import datetime as dt
import threading

import pytest
from django.db import connection, transaction
from django.db.models import F

from accounts.models import Role
from notices.models import Channel, Delivery, Notice, Severity, Subscription
from notices.operations.write_notice import write_notice
from tests.cast import NOW, make_user
from tests.notices.conftest import WHY


def channels_of(user) -> list[str]:
    return sorted(Delivery.objects.filter(user=user).values_list("channel", flat=True))


def test_write_keeps_the_news_and_its_deliveries(tell, sari):
    notice = tell(sari, scope=[7, 3, 7], period="2026-11", level="90", episode=2)

    row = Notice.objects.get()
    assert row == notice
    assert (row.kind, row.subject, row.period, row.level, row.episode) == (
        "tests.breach",
        "B-0124",
        "2026-11",
        "90",
        2,
    )
    assert (row.severity, row.scope, row.happened_at) == (Severity.ALARM, [3, 7], NOW)
    assert sorted(row.deliveries.values_list("channel", "state", "why", "sent_at")) == [
        ("bell", "sent", WHY, NOW),
        ("email", "waiting", WHY, None),
    ]


def test_write_again_tells_nobody(tell, sari, rangga):
    tell(sari)

    assert tell(sari, rangga) is None
    assert channels_of(sari) == ["bell", "email"]
    assert channels_of(rangga) == []


@pytest.mark.parametrize(
    "other", [{"subject": "B-0125"}, {"period": "2026-12"}, {"level": "50"}, {"episode": 2}]
)
def test_write_tells_what_differs_in_its_key(tell, sari, other):
    tell(sari)

    assert tell(sari, **other) is not None
    assert Notice.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_who_write_the_same_at_once_tell_it_once(tell, db):
    sari = make_user("Sari Tingkat", Role.SERVICE_LEVEL_MANAGER)
    told = []
    written = threading.Event()

    def rival() -> None:
        written.wait(5)
        told.append(tell(sari))
        connection.close()

    other = threading.Thread(target=rival)
    other.start()
    with transaction.atomic():
        told.append(tell(sari))
        written.set()
        other.join(0.5)
        assert other.is_alive()  # it waits for our commit
    other.join(5)

    assert [notice is not None for notice in told] == [True, False]
    assert Delivery.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_write_is_undone_with_the_callers_transaction(tell, db):
    sari = make_user("Sari Tingkat")

    def tell_and_fail() -> None:
        with transaction.atomic():
            tell(sari)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        tell_and_fail()

    assert Notice.objects.count() == 0


def test_write_names_a_recipient_once_with_the_first_reason(sari):
    write_notice(
        kind="tests.outage",
        subject="O-1",
        facts={},
        recipients=[(sari, "you own the service"), (sari, "you follow it")],
        at=NOW,
    )

    assert set(Delivery.objects.values_list("why", flat=True)) == {"you own the service"}
    assert channels_of(sari) == ["bell", "email"]


def test_write_leaves_out_who_may_no_longer_sign_in(tell, sari):
    sari.is_active = False
    sari.save()

    tell(sari)

    assert channels_of(sari) == []


def test_write_follows_the_wishes_of_each(tell, sari, rangga):
    Subscription.objects.create(user=sari, kind="tests.outage", channel="email", wanted=False)

    tell(sari, rangga, kind="tests.outage")

    assert channels_of(sari) == ["bell"]
    assert channels_of(rangga) == ["bell", "email"]


def test_write_respects_a_mute_until_its_end(tell, sari):
    for channel in Channel:
        Subscription.objects.create(
            user=sari,
            kind="tests.outage",
            channel=channel,
            muted_until_at=NOW + dt.timedelta(hours=1),
        )

    tell(sari, kind="tests.outage", subject="O-1", at=NOW)
    assert channels_of(sari) == []

    tell(sari, kind="tests.outage", subject="O-2", at=NOW + dt.timedelta(hours=1))
    assert channels_of(sari) == ["bell", "email"]


def test_write_tells_what_is_fixed_whatever_anybody_wished(tell, sari):
    for channel in Channel:
        Subscription.objects.create(user=sari, kind="tests.breach", channel=channel, wanted=False)

    tell(sari)

    assert channels_of(sari) == ["bell"]


def test_write_adds_a_channel_by_wish(sari):
    from notices.queries.kinds import register_kind

    register_kind("tests.quiet", label="Quiet", channels=[Channel.BELL])
    Subscription.objects.create(user=sari, kind="tests.quiet", channel="email", wanted=True)

    write_notice(kind="tests.quiet", subject="x", facts={}, recipients=[(sari, "")], at=NOW)

    assert channels_of(sari) == ["bell", "email"]


def test_write_refuses_a_kind_that_nobody_registered(tell, sari):
    with pytest.raises(KeyError):
        tell(sari, kind="tests.unheard_of")


@pytest.mark.parametrize("fact", [1.5, NOW.replace(tzinfo=None), F("x")])
def test_write_refuses_what_is_no_exact_fact(sari, fact):
    with pytest.raises(TypeError):
        write_notice(
            kind="tests.breach", subject="x", facts={"f": fact}, recipients=[(sari, "")], at=NOW
        )


def test_write_wakes_a_worker_only_for_what_must_travel(
    tell, sari, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks() as wishes:
        tell(sari)
    assert len(wishes) == 1

    Subscription.objects.create(user=sari, kind="tests.outage", channel="email", wanted=False)
    with django_capture_on_commit_callbacks() as wishes:
        tell(sari, kind="tests.outage")
    assert wishes == []


def test_write_costs_the_same_for_one_and_three(tell, sari, rangga, oka):
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as one:
        tell(sari, subject="A")
    with CaptureQueriesContext(connection) as three:
        tell(sari, rangga, oka, subject="B")

    assert len(one) == len(three)
