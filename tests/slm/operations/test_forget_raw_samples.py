"""Raw samples go when their time is over, and not while a result may still move."""

import datetime as dt

import pytest

from accounts.models import Installation
from slm.engine.metrics import Metric
from slm.models import TimesBatch, TimesDay, TimesFeed, TimesShare
from slm.operations.forget_raw_samples import TooShort, forget_raw_samples
from slm.operations.ingest_response_times import TimesRefused
from slm.operations.watch_period import measure_for
from slm.tasks import forget_old_samples
from tests.slm.times import MONDAY, make_hours, make_timed, promise, send

pytestmark = pytest.mark.django_db
DAY, DAY_MS = dt.timedelta(days=1), 86_400_000
DAYS = {"keep_days": 40, "grace_days": 3, "dispute_days": 30}


def sent(count=50):
    """An indicator with one sample on each of some days, and the instant after the last."""
    Installation.objects.create(zone="Asia/Jakarta")
    indicator = make_timed()
    end = MONDAY + count * DAY
    send(indicator, [(n * DAY_MS + 1, 100) for n in range(count)], end)
    return indicator, end


def test_old_batches_go_and_counts_and_sketches_stay():
    indicator, end = sent()
    measure_for(indicator=indicator, hours=make_hours("H"), metric=Metric.WITHIN_TIME, within=800)
    assert [forget_raw_samples(**DAYS, at=end) for _twice in range(2)] == [10, 0]
    assert TimesBatch.objects.count() == 40
    assert (TimesDay.objects.count(), TimesShare.objects.filter(count=1).count()) == (50, 50)
    feed = TimesFeed.objects.get()
    assert (feed.raw_from_at, feed.counted) == (MONDAY + 10 * DAY, [800])
    assert TimesBatch.objects.order_by("first_at").first().first_at >= feed.raw_from_at


def test_sample_older_than_the_archive_is_refused():
    indicator, end = sent()
    forget_raw_samples(**DAYS, at=end)
    with pytest.raises(TimesRefused) as refusal:
        send(indicator, [(11 * DAY_MS, 5), (9 * DAY_MS, 5)], end)
    assert [(row["row"], row["code"]) for row in refusal.value.rows] == [(1, "forgotten")]
    assert send(indicator, [(11 * DAY_MS, 5)], end).new == 1


def test_period_whose_result_may_move_keeps_its_samples_from_its_start():
    indicator, end = sent()
    state = promise(indicator, make_hours("H"), 800, MONDAY + 5 * DAY, MONDAY + 60 * DAY, end)
    assert forget_raw_samples(**DAYS, at=end) == 5
    assert state.total_count == 45
    assert TimesFeed.objects.get().raw_from_at == MONDAY + 5 * DAY


def test_indicator_without_old_samples_may_be_told_of_the_past():
    Installation.objects.create(zone="Asia/Jakarta")
    indicator = make_timed()
    at = MONDAY + 100 * DAY
    send(indicator, [(99 * DAY_MS, 5)], at)
    assert forget_raw_samples(**DAYS, at=at) == 0
    assert TimesFeed.objects.get().raw_from_at is None
    assert send(indicator, [(0, 5)], at).new == 1


@pytest.mark.parametrize("keep_days", [0, 32, 33])
def test_too_short_a_time_is_refused(keep_days):
    with pytest.raises(TooShort):
        forget_raw_samples(**(DAYS | {"keep_days": keep_days}), at=MONDAY)


def test_tick_forgets_by_the_settings_of_the_installation():
    _indicator, _end = sent()
    # The story lies in the future of the clock or in its past: either way twice is once.
    first = forget_old_samples()
    assert forget_old_samples() == 0
    assert TimesBatch.objects.count() == 50 - first
