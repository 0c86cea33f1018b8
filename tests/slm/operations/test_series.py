"""Maintenance that comes again: its dates, what a change does to them, and the horizon."""

import datetime as dt

import pytest

from slm.models import Layer, Maintenance, MaintenanceSeries
from slm.operations.change_maintenance import change_maintenance
from slm.operations.decide_maintenance import cancel_maintenance
from slm.operations.plan_maintenance import MaintenanceRefused
from slm.operations.plan_series import (
    change_series,
    end_series,
    extend_series,
    plan_series,
)
from slm.operations.write_protections import Part
from tests.scenarios.building import make_indicator

AT = dt.datetime(2026, 11, 25, 2, 41, tzinfo=dt.UTC)
SUNDAYS = "FREQ=MONTHLY;BYDAY=1SU"
CHANGED = {"change_reason": "Night shift", "actor": None, "at": AT + dt.timedelta(days=40)}


@pytest.fixture
def service(db):
    return make_indicator("PAY").service


def wish(service, **other):
    return {
        "parts": [Part(service)],
        "title": "Patch night",
        "reason": "",
        "rule": SUNDAYS,
        "first_on": dt.date(2026, 11, 1),
        "begins": dt.time(1),
        "duration_seconds": 7_200,
        "announced_at": AT,
    } | other


def plan(service, **other):
    return plan_series(
        **wish(service, zone_name="Asia/Jakarta", actor=None, at=AT) | other,
    )


def dates(series, **only):
    rows = series.occurrences.filter(**only).order_by("occurs_on")
    return [f"{row.occurs_on:%y-%m-%d}" for row in rows]


YEAR = [
    "26-12-06", "27-01-03", "27-02-07", "27-03-07", "27-04-04", "27-05-02", "27-06-06",
    "27-07-04", "27-08-01", "27-09-05", "27-10-03", "27-11-07", "27-12-05",
]  # fmt: skip


def test_dates_ahead_become_maintenance_of_their_own(service):
    series = plan(service)
    # The first Sunday of November has begun: it is no plan any more.
    assert dates(series) == YEAR
    first = series.occurrences.get(occurs_on=dt.date(2026, 12, 6))
    assert first.external_id == "S-0001/2026-12-06"
    # 01:00 in Jakarta.
    assert first.start_at == dt.datetime(2026, 12, 5, 18, tzinfo=dt.UTC)
    assert first.end_at - first.start_at == dt.timedelta(hours=2)
    assert first.is_effective
    fact = first.parts.get().fact
    assert (fact.external_id, fact.layer) == ("S-0001/2026-12-06@PAY", Layer.PLANNED)


def test_dates_too_near_for_their_notice_wait_for_approval(service):
    series = plan(service, rule="FREQ=WEEKLY;BYDAY=SU;COUNT=6")
    assert dates(series, is_effective=False) == ["26-11-29"]
    assert dates(series, is_effective=True) == ["26-12-06"]


def test_change_of_the_rule_leaves_what_has_begun(service):
    series = plan(service)
    cancel_maintenance(
        maintenance=series.occurrences.get(occurs_on=dt.date(2027, 2, 7)),
        change_reason="Feast",
        actor=None,
        at=AT,
    )
    own = series.occurrences.get(occurs_on=dt.date(2027, 3, 7))
    change_maintenance(
        maintenance=own,
        parts=[Part(service)],
        title="Longer",
        start_at=own.start_at,
        end_at=own.end_at + dt.timedelta(hours=2),
        announced_at=AT,
        reason="",
        change_reason="More to do",
        actor=None,
        at=AT,
    )
    series.refresh_from_db()
    assert series.exceptions == [dt.date(2027, 2, 7)]
    change_series(series=series, **wish(service, begins=dt.time(2)), **CHANGED)
    begins = {f"{row.occurs_on:%y-%m}": f"{row.start_at:%H:%M}" for row in series.occurrences.all()}
    assert begins == {
        "26-12": "18:00",  # over by then
        "27-01": "18:00",
        "27-02": "18:00",  # cancelled by itself
        "27-03": "18:00",  # changed by itself
        **{f"27-{month:02d}": "19:00" for month in range(4, 13)},
        "28-01": "19:00",
    }
    assert dates(series, is_cancelled=True) == ["27-02-07"]


def test_dates_that_a_rule_leaves_are_cancelled_and_come_back(service):
    series = plan(service)
    second = "FREQ=MONTHLY;BYDAY=2SU"
    change_series(series=series, **wish(service, rule=second), **CHANGED | {"at": AT})
    assert dates(series, is_cancelled=True) == YEAR
    assert dates(series, is_cancelled=False)[:2] == ["26-12-13", "27-01-10"]
    change_series(series=series, **wish(service), **CHANGED | {"at": AT})
    assert dates(series, is_cancelled=False) == YEAR
    # Back eleven days ahead, told by the change itself.
    assert dates(series, is_effective=True) == YEAR


def test_ended_series_keeps_what_was(service):
    series = plan(service)
    end_series(series=series, change_reason="Cloud now", actor=None, at=CHANGED["at"])
    assert dates(series, is_cancelled=False) == ["26-12-06", "27-01-03"]
    assert extend_series(at=AT + dt.timedelta(days=400)) == 0
    with pytest.raises(MaintenanceRefused):
        change_series(series=series, **wish(service), **CHANGED)


def test_horizon_goes_on_and_twice_is_once(service):
    series = plan(service)
    later = AT + dt.timedelta(days=20)
    assert extend_series(at=later) == 1
    assert extend_series(at=later) == 0
    assert dates(series)[-1] == "28-01-02"
    assert series.occurrences.get(occurs_on=dt.date(2028, 1, 2)).is_effective


@pytest.mark.parametrize(
    ("other", "field"),
    [
        ({"rule": "FREQ=DAILY"}, "weekdays"),
        ({"zone_name": "Mars/Base"}, "zone_name"),
        ({"duration_seconds": 0}, "duration"),
        ({"first_on": dt.date(1999, 1, 1)}, "first_on"),
        ({"title": ""}, "title"),
        ({"parts": []}, "parts"),
    ],
)
def test_unfit_series_is_refused(other, field, service):
    with pytest.raises(MaintenanceRefused) as refused:
        plan(service, **other)
    assert refused.value.field == field
    assert (MaintenanceSeries.objects.count(), Maintenance.objects.count()) == (0, 0)


def test_series_is_cut_from_a_day_on_with_what_was_changed_by_itself(service):
    series = plan(service, rule="FREQ=WEEKLY;BYDAY=SU;COUNT=10")
    own = series.occurrences.get(occurs_on=dt.date(2026, 12, 20))
    change_maintenance(
        maintenance=own,
        parts=[Part(service)],
        title="Longer",
        start_at=own.start_at,
        end_at=own.end_at + dt.timedelta(hours=2),
        announced_at=AT,
        reason="",
        change_reason="More to do",
        actor=None,
        at=AT,
    )
    cut = {"change_reason": "Cloud now", "actor": None, "at": AT}
    end_series(series=series, from_on=dt.date(2026, 12, 6), **cut)
    series.refresh_from_db()
    assert series.rule == "FREQ=WEEKLY;BYDAY=SU;UNTIL=20261205T235959"
    assert dates(series, is_cancelled=False) == ["26-11-29"]
    assert extend_series(at=AT + dt.timedelta(days=400)) == 0
    with pytest.raises(MaintenanceRefused) as refused:
        end_series(series=series, from_on=dt.date(2026, 12, 6), **cut)
    assert refused.value.field == "from_on"
    end_series(series=series, from_on=dt.date(2026, 11, 1), **cut)
    series.refresh_from_db()
    assert (series.ended_at, dates(series, is_cancelled=False)) == (AT, [])
