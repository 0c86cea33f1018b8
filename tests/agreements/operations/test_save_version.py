"""Write the term of a draft, and begin the next version."""

import datetime as dt

import pytest

from agreements.operations.activate import activate
from agreements.operations.save_version import VersionRefused, save_version, start_version
from tests.agreements.scenes import WIB, draft, indicator, write
from tests.cast import NOW

pytestmark = pytest.mark.django_db


def test_term_is_kept_with_an_exclusive_end_in_the_agreements_zone(sari, customer_a):
    version = save_version(
        version=draft(sari, customer_a).versions.get(),
        starts_on=dt.date(2026, 11, 1),
        ends_on=dt.date(2026, 12, 31),
        evidence="  Minutes ",
        actor=sari,
    )
    assert version.effective_from == dt.datetime(2026, 11, 1, tzinfo=WIB)
    assert version.effective_to == dt.datetime(2027, 1, 1, tzinfo=WIB)
    assert version.evidence == "Minutes"


def test_term_of_one_day_is_a_day(sari, customer_a):
    day = dt.date(2026, 11, 1)
    version = save_version(
        version=draft(sari, customer_a).versions.get(),
        starts_on=day,
        ends_on=day,
        evidence="",
        actor=sari,
    )
    assert version.effective_to - version.effective_from == dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "field"),
    [
        (None, dt.date(2026, 1, 1), "starts_on"),
        (dt.date(2026, 2, 1), dt.date(2026, 1, 31), "ends_on"),
    ],
)
def test_term_that_is_none_is_refused(sari, customer_a, starts_on, ends_on, field):
    with pytest.raises(VersionRefused) as refused:
        save_version(
            version=draft(sari, customer_a).versions.get(),
            starts_on=starts_on,
            ends_on=ends_on,
            evidence="",
            actor=sari,
        )
    assert refused.value.field == field


def test_version_in_force_is_not_written_any_more(sari, customer_a):
    version = write(draft(sari, customer_a), [indicator()], sari)
    activate(version=version, actor=sari, at=NOW)
    with pytest.raises(VersionRefused, match="no draft any more"):
        save_version(version=version, starts_on=None, ends_on=None, evidence="other", actor=sari)


def test_next_version_follows_the_last_with_its_targets(sari, customer_a):
    agreement = draft(sari, customer_a)
    activate(version=write(agreement, [indicator()], sari), actor=sari, at=NOW)
    second = start_version(agreement=agreement, actor=sari, at=NOW)
    assert (second.number, second.state) == (2, "draft")
    assert second.effective_from == dt.datetime(2027, 1, 1, tzinfo=WIB)
    assert [(t.indicator, t.threshold_ppm) for t in second.targets.all()] == [
        (indicator(), 999_000)
    ]
    assert start_version(agreement=agreement, actor=sari, at=NOW) == second


def test_term_within_the_one_in_force_takes_over_later(sari, customer_a):
    agreement = draft(sari, customer_a)
    activate(version=write(agreement, [indicator()], sari), actor=sari, at=NOW)
    second = save_version(
        version=start_version(agreement=agreement, actor=sari, at=NOW),
        starts_on=dt.date(2026, 12, 1),
        ends_on=None,
        evidence="",
        actor=sari,
    )
    assert second.effective_from is None
    assert second.starts_at == second.takes_over_at == dt.datetime(2026, 12, 1, tzinfo=WIB)


def test_term_from_the_first_day_of_the_one_in_force_is_refused(sari, customer_a):
    agreement = draft(sari, customer_a)
    activate(version=write(agreement, [indicator()], sari), actor=sari, at=NOW)
    second = start_version(agreement=agreement, actor=sari, at=NOW)
    with pytest.raises(VersionRefused, match="begins on the same day"):
        save_version(
            version=second,
            starts_on=dt.date(2026, 11, 1),
            ends_on=None,
            evidence="",
            actor=sari,
        )


def test_term_over_another_version_is_refused(sari, customer_a):
    agreement = draft(sari, customer_a)
    activate(version=write(agreement, [indicator()], sari), actor=sari, at=NOW)
    second = start_version(agreement=agreement, actor=sari, at=NOW)
    with pytest.raises(VersionRefused, match="Another version"):
        save_version(
            version=second,
            starts_on=dt.date(2026, 10, 1),
            ends_on=None,
            evidence="",
            actor=sari,
        )
