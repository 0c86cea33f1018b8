"""Units of one customer that want different things of the same service (R54)."""

import pytest

from agreements.operations.decide_requirement import withdraw_requirement
from agreements.queries.requirement_conflicts import conflicts
from brm.models import Customer
from tests.agreements.requirements import requirement, wanted
from tests.cast import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def units(customer_a):
    return [
        Customer.objects.create(code=code, name=code.title(), parent=customer_a)
        for code in ("GAJI", "SEKOLAH")
    ]


def test_different_figures_of_two_units_conflict(sari, customer_a, units):
    strict = wanted(requirement(sari, units[0], code="SLR-1"), sari, threshold_ppm=999_900)
    mild = wanted(requirement(sari, units[1], code="SLR-2"), sari, threshold_ppm=995_000)

    (found,) = conflicts(sari)

    assert (found.organisation, found.wanted) == (customer_a, (strict, mild))
    assert found.customers == units
    assert conflicts(sari, of=mild.requirement) == [found]


@pytest.mark.parametrize(
    "other",
    [
        {"threshold_ppm": 999_900},
        {"threshold_ppm": 995_000, "period": "quarter"},
        {"metric": "breaks", "limit": 2},
    ],
)
def test_like_figures_and_unlike_promises_do_not_conflict(other, sari, units):
    wanted(requirement(sari, units[0], code="SLR-1"), sari, threshold_ppm=999_900)
    wanted(requirement(sari, units[1], code="SLR-2"), sari, **other)

    assert conflicts(sari) == []


def test_one_unit_does_not_conflict_with_itself_nor_with_another_organisation(
    sari, units, customer_b
):
    wanted(requirement(sari, units[0], code="SLR-1"), sari, threshold_ppm=999_900)
    wanted(requirement(sari, units[0], code="SLR-2"), sari, threshold_ppm=995_000)
    wanted(requirement(sari, customer_b, code="SLR-3"), sari, threshold_ppm=990_000)

    assert conflicts(sari) == []


def test_withdrawn_requirement_asks_for_nothing(sari, units):
    wanted(requirement(sari, units[0], code="SLR-1"), sari, threshold_ppm=999_900)
    gone = requirement(sari, units[1], code="SLR-2")
    wanted(gone, sari, threshold_ppm=995_000)
    withdraw_requirement(requirement=gone, reason="No", actor=sari, at=NOW)

    assert conflicts(sari) == []


def test_reader_limited_to_one_unit_sees_no_conflict_with_another(sari, alia, units, customer_b):
    wanted(requirement(sari, units[0], code="SLR-1"), sari, threshold_ppm=999_900)
    wanted(requirement(sari, units[1], code="SLR-2"), sari, threshold_ppm=995_000)

    assert len(conflicts(alia)) == 1  # both are hers
    alia.grants.update(customer=units[0])
    assert conflicts(alia) == []


def test_conflicts_take_the_same_queries_for_two_and_for_six(
    sari, units, customer_a, django_assert_num_queries
):
    for number, unit in enumerate(units * 3):
        wanted(requirement(sari, unit, code=f"SLR-{number}"), sari, threshold_ppm=990_000 + number)
    conflicts(sari)
    with django_assert_num_queries(2):
        assert len(conflicts(sari)) == 1
