"""Promise the same level for many indicators at once, change one, take one out."""

import pytest

from agreements.models import Target
from agreements.operations.activate import activate
from agreements.operations.add_targets import (
    TargetRefused,
    add_targets,
    delete_target,
    save_target,
)
from agreements.operations.save_version import VersionRefused
from tests.agreements.scenes import draft, indicator, round_the_clock, write
from tests.cast import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def version(sari, customer_a):
    return draft(sari, customer_a).versions.get()


def add(version, actor, *indicators, **terms):
    values = {"hours": round_the_clock(), "threshold_ppm": 995_000} | terms
    return add_targets(version=version, indicators=indicators, actor=actor, **values)


def test_targets_are_added_for_each_indicator(version, sari):
    added = add(version, sari, indicator("A", "One"), indicator("B", "Two"))
    assert [(str(t.indicator), t.threshold_ppm, t.period) for t in added] == [
        ("One · Availability", 995_000, "month"),
        ("Two · Availability", 995_000, "month"),
    ]


def test_nothing_chosen_is_refused(version, sari):
    with pytest.raises(TargetRefused, match="at least one") as refused:
        add(version, sari)
    assert refused.value.field == "indicators"


def test_indicator_that_has_a_target_is_refused_by_name_and_nothing_is_added(version, sari):
    add(version, sari, indicator("A", "One"))
    with pytest.raises(TargetRefused, match="One · Availability"):
        add(version, sari, indicator("A", "One"), indicator("B", "Two"))
    assert version.targets.count() == 1
    assert len(add(version, sari, indicator("A", "One"), period="quarter")) == 1


@pytest.mark.parametrize(
    ("terms", "field"),
    [
        ({"comparator": ">", "threshold_ppm": 1_000_000}, "threshold_ppm"),
        ({"threshold_ppm": 1_000_001}, "threshold_ppm"),
        ({"period": "fortnight"}, "period"),
    ],
)
def test_terms_that_nothing_can_meet_are_refused(version, sari, terms, field):
    with pytest.raises(TargetRefused) as refused:
        add(version, sari, indicator(), **terms)
    assert refused.value.field == field
    assert not Target.objects.exists()


def test_target_is_changed_and_taken_out_while_it_is_a_draft(version, sari):
    target = add(version, sari, indicator())[0]
    target.threshold_ppm = 999_999
    save_target(target=target, actor=sari)
    assert Target.objects.get().threshold_ppm == 999_999
    delete_target(target=target, actor=sari)
    assert not Target.objects.exists()


def test_targets_of_a_version_in_force_stay(sari, customer_a):
    version = write(draft(sari, customer_a), [indicator()], sari)
    activate(version=version, actor=sari, at=NOW)
    target = version.targets.get()
    for change in (
        lambda: add(version, sari, indicator("B", "Two")),
        lambda: save_target(target=target, actor=sari),
        lambda: delete_target(target=target, actor=sari),
    ):
        with pytest.raises(VersionRefused):
            change()
    assert version.targets.count() == 1
