"""A source that ought to have been heard: told once an episode."""

import datetime as dt

import pytest

from notices.models import Delivery, Notice
from notices.queries.wording import word
from slm.models import Source
from slm.operations.find_silent_sources import find_silent_sources
from slm.operations.ingest_samples import ingest_samples
from tests.cast import NOW
from tests.slm.catalogue import make_catalogue

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def catalogue(db, oka, sari):
    found = make_catalogue()
    found.service.owner = oka
    found.service.save()
    Source.objects.filter(pk=found.source.pk).update(last_contact_at=NOW)
    return found


def test_nothing_is_said_before_the_interval_is_over(catalogue):
    assert find_silent_sources(at=NOW + HOUR - dt.timedelta(seconds=1)) == 0
    assert not Notice.objects.exists()


def test_silence_is_told_once_to_those_who_answer(catalogue, oka, sari, rangga):
    assert [find_silent_sources(at=NOW + HOUR), find_silent_sources(at=NOW + 2 * HOUR)] == [1, 0]
    assert Source.objects.get().silent_since_at == NOW
    notice = Notice.objects.get()
    assert (notice.kind, notice.subject) == ("slm.source_silent", "PROBE")
    assert set(Delivery.objects.values_list("user", flat=True)) == {oka.pk, sari.pk}
    assert word(notice).title == "Jakarta probe is silent"
    assert "25\xa0Nov\xa02026" in word(notice).body


def test_contact_ends_the_silence_and_the_next_one_is_told_anew(catalogue):
    find_silent_sources(at=NOW + HOUR)
    back_at = NOW + 2 * HOUR
    ingest_samples(
        indicator=catalogue.indicator,
        source=catalogue.source,
        instants=[int(back_at.timestamp())],
        states=[6],
        at=back_at,
    )
    assert Source.objects.get().silent_since_at is None
    for _twice in range(2):
        find_silent_sources(at=back_at + dt.timedelta(minutes=1))
    find_silent_sources(at=back_at + HOUR)
    assert list(Notice.objects.order_by("happened_at").values_list("kind", flat=True)) == [
        "slm.source_silent",
        "slm.source_back",
        "slm.source_silent",
    ]
    assert word(Notice.objects.get(kind="slm.source_back")).title == "Jakarta probe is heard again"


def test_source_nobody_waits_for_is_never_silent(catalogue):
    Source.objects.update(expected_interval_seconds=None)
    assert find_silent_sources(at=NOW + 1000 * HOUR) == 0


def test_source_that_was_never_heard_has_no_episode(catalogue):
    Source.objects.update(last_contact_at=None)
    assert find_silent_sources(at=NOW + 1000 * HOUR) == 0
