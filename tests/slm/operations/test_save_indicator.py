"""An indicator whose rule changes moves its past, and says so first."""

import pytest

from common.db.instants import from_seconds, to_seconds
from slm.models import Dirty, Indicator, State, StateRun
from slm.operations.ingest_samples import ingest_samples
from slm.operations.save_indicator import IndicatorRefused, save_indicator
from slm.operations.save_record import AlreadyThere
from tests.cast import NOW
from tests.slm.catalogue import make_catalogue, make_service

START = to_seconds(NOW) - 10_000


@pytest.fixture
def indicator(db):
    row = make_catalogue().indicator
    ingest_samples(
        indicator=row,
        source=row.source,
        instants=[START, START + 100, START + 1_000, START + 1_100],
        states=[State.UP] * 4,
        at=NOW,
    )
    Dirty.objects.all().delete()
    return row


def save(indicator, **options):
    return save_indicator(indicator=indicator, actor=None, at=NOW, **options)


def test_runs_are_made_anew_by_the_new_gap(indicator):
    indicator.max_gap_seconds = 300
    save(indicator, accepts_recompute=True)
    assert list(StateRun.objects.order_by("start_at").values_list("start_at", "last_at")) == [
        (from_seconds(START), from_seconds(START + 100)),
        (from_seconds(START + 1_000), from_seconds(START + 1_100)),
    ]
    assert Dirty.objects.get().from_at == from_seconds(START)


def test_gap_taken_away_joins_the_runs_again(indicator):
    for gap in (300, None):
        indicator.max_gap_seconds = gap
        save(indicator, accepts_recompute=True)
    assert StateRun.objects.count() == 1


@pytest.mark.parametrize("change", [{"max_gap_seconds": 300}, {"is_fed": False}])
def test_change_that_moves_levels_has_to_be_accepted(change, indicator):
    for name, value in change.items():
        setattr(indicator, name, value)
    with pytest.raises(IndicatorRefused) as refused:
        save(indicator)
    assert refused.value.field == "accepts_recompute"
    assert not Dirty.objects.exists()


def test_other_rule_for_silence_moves_everything(indicator):
    indicator.is_fed = False
    save(indicator, accepts_recompute=True)
    assert Dirty.objects.get().from_at == from_seconds(0)


def test_name_moves_nothing(indicator):
    indicator.name = "from outside"
    save(indicator)
    assert not Dirty.objects.exists()


def test_what_it_measures_never_changes(indicator):
    indicator.service = make_service("OTHER")
    with pytest.raises(IndicatorRefused):
        save(indicator)


def test_slice_of_another_service_is_refused(indicator):
    part = indicator.service.slices.get()
    with pytest.raises(IndicatorRefused):
        save(Indicator(service=make_service("OTHER"), slice=part))


def test_second_one_of_the_same_is_refused(indicator):
    with pytest.raises(AlreadyThere):
        save(Indicator(service=indicator.service))
