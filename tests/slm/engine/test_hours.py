from datetime import date

import pytest

from slm.engine.hours import Hours, HoursVersion, problems, round_the_clock

OFFICE = [(day, 28_800, 64_800) for day in range(5)]


def codes(*versions, zone="Europe/Berlin"):
    return [problem.code for problem in problems(Hours(zone, versions))]


def test_good_hours_have_no_problems():
    night = HoursVersion.of(
        weekly=[(5, 79_200, 21_600), (6, 0, 86_400)],
        special=[(date(2026, 12, 24), []), (date(2026, 12, 31), [(72_000, 7_200)])],
    )
    assert (codes(night), problems(round_the_clock())) == ([], [])


@pytest.mark.parametrize(
    ("weekly", "code"),
    [
        ([], "empty"),
        ([(0, 32_400, 0)], "midnight"),
        ([(0, 32_400, 32_400)], "length"),
        ([(0, 86_400, 3_600)], "bounds"),
        ([(0, 0, 86_401)], "bounds"),
        ([(7, 0, 3_600)], "weekday"),
    ],
)
def test_hours_that_never_open_or_say_nothing_clear_are_refused(weekly, code):
    assert codes(HoursVersion.of(weekly=weekly)) == [code]


def test_hours_without_a_version_or_a_zone_are_refused():
    assert codes(zone="Nowhere") == ["zone", "empty"]


def test_versions_out_of_order_are_refused():
    assert codes(
        HoursVersion.of(weekly=OFFICE, valid_from=100), HoursVersion.of(weekly=OFFICE)
    ) == ["order"]
    assert codes(
        HoursVersion.of(weekly=OFFICE, valid_from=100),
        HoursVersion.of(weekly=OFFICE, valid_from=100),
    ) == ["order"]


def test_a_special_day_given_twice_is_refused():
    day = date(2026, 12, 24)
    version = HoursVersion.of(weekly=OFFICE, special=[(day, []), (day, [(0, 3_600)])])
    assert codes(version) == ["twice", "twice"]


def test_content_hash_is_that_of_the_content_in_any_order():
    version = HoursVersion.of(weekly=OFFICE, holidays=[date(2026, 1, 1), date(2026, 5, 1)])
    same = HoursVersion.of(weekly=OFFICE[::-1], holidays=[date(2026, 5, 1), date(2026, 1, 1)])
    fewer = HoursVersion.of(weekly=OFFICE, holidays=[date(2026, 1, 1)])
    hashes = [Hours("UTC", (v,)).content_hash() for v in (version, same, fewer)]
    assert hashes[0] == hashes[1] != hashes[2]
    assert Hours("Asia/Jakarta", (version,)).content_hash() != hashes[0]
