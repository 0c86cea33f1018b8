"""Write how a requirement will be met."""

from decimal import Decimal

import pytest

from agreements.models import Specification
from agreements.operations.ask_for_level import stop_asking
from agreements.operations.decide_requirement import revise_requirement, withdraw_requirement
from agreements.operations.specify import (
    SpecificationRefused,
    delete_line,
    mark_ready,
    reopen_specification,
    save_line,
    save_specification,
    start_specification,
)
from agreements.queries.trace import monthly_cost, trace, untraced
from slm.models import Indicator, Service
from tests.agreements.requirements import approved, complete, requirement, specified, wanted
from tests.agreements.scenes import indicator, round_the_clock
from tests.cast import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def specification(sari, customer_a) -> Specification:
    return start_specification(requirement=approved(sari, customer_a), actor=sari, at=NOW)


def test_specification_of_a_revision_is_one(sari, specification):
    again = start_specification(requirement=specification.requirement, actor=sari, at=NOW)
    assert again == specification


@pytest.mark.parametrize("who", ["rangga", "tirta", "alia", "zaki"])
def test_who_may_not_specify_is_refused(who, request, sari, customer_a):
    found = approved(sari, customer_a)
    with pytest.raises(SpecificationRefused):
        start_specification(requirement=found, actor=request.getfixturevalue(who), at=NOW)
    assert not Specification.objects.exists()


def test_withdrawn_requirement_is_not_specified(sari, customer_a):
    found = withdraw_requirement(
        requirement=complete(sari, customer_a), reason="Not needed", actor=sari, at=NOW
    )
    with pytest.raises(SpecificationRefused):
        start_specification(requirement=found, actor=sari, at=NOW)


def test_everything_asked_for_is_traced_before_it_is_ready(sari, specification):
    level, volume = specification.requirement.wanted.get(), specification.requirement.volumes.get()
    assert untraced(specification) == [level, volume]

    with pytest.raises(SpecificationRefused) as refused:
        mark_ready(specification=specification, actor=sari)
    assert [row["message"] for row in refused.value.rows] == [str(level), str(volume)]

    save_line(specification=specification, wanted=level, how="Two of them", actor=sari)
    save_line(specification=specification, volume=volume, how="Room enough", actor=sari)
    assert mark_ready(specification=specification, actor=sari).state == "ready"


def test_trace_shows_lines_under_what_they_answer_and_free_ones_last(sari, specification):
    level = specification.requirement.wanted.get()
    free = save_line(
        specification=specification, how="A licence", monthly_cost=Decimal("250"), actor=sari
    )
    answer = save_line(
        specification=specification,
        wanted=level,
        how="Two of them",
        monthly_cost=Decimal("1000"),
        actor=sari,
    )

    rows = trace(specification)

    assert [(row.asked, row.lines) for row in rows] == [
        (level, (answer,)),
        (specification.requirement.volumes.get(), ()),
        (None, (free,)),
    ]
    assert monthly_cost([free, answer]) == Decimal(1250)
    assert monthly_cost([]) is None


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"hours": None}, "hours"),
        ({"threshold_ppm": None}, "threshold_ppm"),
        ({"wanted": None}, "answers"),
        ({"how": " "}, "how"),
        ({"monthly_cost": Decimal(-1)}, "monthly_cost"),
    ],
)
def test_promise_that_says_too_little_is_refused(fields, field, sari, specification):
    values = {
        "wanted": specification.requirement.wanted.get(),
        "how": "Two of them",
        "indicator": indicator(),
        "hours": round_the_clock(),
        "threshold_ppm": 999_000,
    } | fields

    with pytest.raises(SpecificationRefused) as refused:
        save_line(specification=specification, actor=sari, **values)

    assert refused.value.field == field
    assert not specification.lines.exists()


def test_promise_is_measured_of_the_service_it_was_asked_of(sari, specification):
    other = Indicator.objects.create(service=Service.objects.create(code="OTHER", name="Other"))

    with pytest.raises(SpecificationRefused) as refused:
        save_line(
            specification=specification,
            wanted=specification.requirement.wanted.get(),
            how="Elsewhere",
            indicator=other,
            hours=round_the_clock(),
            threshold_ppm=999_000,
            actor=sari,
        )
    assert refused.value.field == "indicator"


def test_level_has_one_promise(sari, specification):
    values = {
        "wanted": specification.requirement.wanted.get(),
        "how": "Two of them",
        "indicator": indicator(),
        "hours": round_the_clock(),
        "threshold_ppm": 999_000,
    }
    save_line(specification=specification, actor=sari, **values)

    with pytest.raises(SpecificationRefused) as refused:
        save_line(specification=specification, actor=sari, **values)

    assert refused.value.field == "indicator"
    assert specification.lines.count() == 1


def test_line_answers_what_its_own_requirement_asks(sari, customer_a, specification):
    other = wanted(requirement(sari, customer_a, code="SLR-0002"), sari)
    with pytest.raises(SpecificationRefused) as refused:
        save_line(specification=specification, wanted=other, how="Not here", actor=sari)
    assert refused.value.field == "answers"


def test_ready_specification_is_changed_only_after_it_is_reopened(sari, customer_a):
    ready = specified(approved(sari, customer_a), sari)

    with pytest.raises(SpecificationRefused):
        save_specification(specification=ready, approach="Other", constraint_note="", actor=sari)
    with pytest.raises(SpecificationRefused):
        delete_line(line=ready.lines.first(), actor=sari)

    reopened = reopen_specification(specification=ready, actor=sari)
    delete_line(line=reopened.lines.first(), actor=sari)
    assert reopened.lines.count() == 1


def test_next_revision_takes_over_the_lines_that_still_answer_something(sari, customer_a):
    first = specified(approved(sari, customer_a), sari)
    revised = revise_requirement(requirement=first.requirement, actor=sari)
    stop_asking(asked=revised.volumes.get(), actor=sari)

    second = start_specification(requirement=revised, actor=sari, at=NOW)

    assert (second.revision, second.state) == (2, "draft")
    assert [line.how for line in second.lines.all()] == ["Two gateways, one of them always warm"]
    reopened = reopen_specification(specification=first, actor=sari)
    with pytest.raises(SpecificationRefused, match="newer revision"):
        save_specification(specification=reopened, approach="x", constraint_note="", actor=sari)
