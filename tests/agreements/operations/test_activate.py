"""A version comes in force: its targets bind, once."""

import datetime as dt

import pytest

from agreements.models import Commitment, CommitmentCustomer, Party, Verdict, Version
from agreements.operations.activate import (
    ActivationRefused,
    activate,
    missing_for_activation,
)
from tests.cast import NOW
from tests.scenarios.building import make_agreement, make_hours, make_indicator

OCTOBER = dt.datetime(2026, 10, 1, tzinfo=dt.UTC)


@pytest.fixture
def hours(db):
    return make_hours("ALWAYS")


@pytest.fixture
def version(customer_a, customer_b, hours):
    make_indicator("PAYROLL")
    return make_agreement("SLA-0001", [customer_a, customer_b], hours=hours, start_at=OCTOBER)


def next_version(before: Version, *, start_at: dt.datetime, **target) -> Version:
    """The next version of the same agreement, with the same targets unless changed."""
    Version.objects.filter(pk=before.pk).update(effective_to=start_at)
    Commitment.objects.filter(agreement=before.agreement).update(end_at=start_at)
    version = Version.objects.create(
        agreement=before.agreement, number=before.number + 1, effective_from=start_at, evidence="x"
    )
    for row in before.targets.all():
        row.pk = row.id = None
        row._state.adding = True
        row.public_id = None
        row.public_id = type(row)._meta.get_field("public_id").default()
        row.version = version
        for name, value in target.items():
            setattr(row, name, value)
        row.save()
    return version


def test_activation_binds_each_target_for_each_customer(version, sari):
    (commitment,) = activate(version=version, actor=sari, at=NOW)
    assert (commitment.start_at, commitment.end_at) == (OCTOBER, None)
    assert set(commitment.bound.values_list("customer__code", flat=True)) == {"DINAS", "KANTOR"}
    version.refresh_from_db()
    assert (version.state, version.activated_by, version.activated_at) == ("signed", sari, NOW)


def test_activation_begins_every_period_up_to_now(version, sari):
    activate(version=version, actor=sari, at=NOW)
    assert list(Verdict.objects.values_list("period_label", "is_clipped")) == [
        ("month:2026-10-01", False),
        ("month:2026-11-01", False),
    ]


def test_activation_clips_the_first_period_to_the_term(customer_a, hours, sari):
    make_indicator("PAYROLL")
    version = make_agreement(
        "SLA-0002", [customer_a], hours=hours, start_at=OCTOBER + dt.timedelta(days=11)
    )
    activate(version=version, actor=sari, at=NOW)
    first = Verdict.objects.earliest("period_start_at")
    assert (first.period_start_at, first.is_clipped) == (OCTOBER + dt.timedelta(days=11), True)


def test_activation_again_changes_nothing(version, sari):
    first = activate(version=version, actor=sari, at=NOW)
    again = activate(version=version, actor=sari, at=NOW + dt.timedelta(hours=1))
    assert again == first
    assert (Commitment.objects.count(), CommitmentCustomer.objects.count()) == (1, 2)
    assert Verdict.objects.count() == 2


def test_activation_of_a_future_term_has_no_period_yet(customer_a, hours, sari):
    make_indicator("PAYROLL")
    start = NOW + dt.timedelta(days=30)
    version = make_agreement("SLA-0003", [customer_a], hours=hours, start_at=start)
    (commitment,) = activate(version=version, actor=sari, at=NOW)
    assert commitment.next_period_at == start
    assert Verdict.objects.count() == 0


def test_equal_terms_go_on_across_versions(version, sari):
    (first,) = activate(version=version, actor=sari, at=NOW)
    following = next_version(version, start_at=dt.datetime(2026, 11, 10, tzinfo=dt.UTC))
    (same,) = activate(version=following, actor=sari, at=NOW)
    assert same == first
    assert (same.start_at, same.end_at) == (OCTOBER, None)
    assert Verdict.objects.filter(is_clipped=True).count() == 0


def test_changed_terms_bind_anew_from_the_new_version_on(version, sari):
    (first,) = activate(version=version, actor=sari, at=NOW)
    following = next_version(
        version, start_at=dt.datetime(2026, 11, 10, tzinfo=dt.UTC), threshold_ppm=999_000
    )
    (other,) = activate(version=following, actor=sari, at=NOW)
    first.refresh_from_db()
    assert other != first
    assert first.end_at == other.start_at == dt.datetime(2026, 11, 10, tzinfo=dt.UTC)


def test_second_version_in_the_same_span_is_refused(version, sari):
    activate(version=version, actor=sari, at=NOW)
    with pytest.raises(Exception, match="one_version_at_a_time"):
        Version.objects.create(
            agreement=version.agreement, number=2, effective_from=NOW, evidence="x"
        )


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda v: v.targets.all().delete(), "no_target"),
        (lambda v: Party.objects.filter(agreement=v.agreement).delete(), "no_customer"),
        (lambda v: Version.objects.filter(pk=v.pk).update(evidence=" "), "no_evidence"),
        (lambda v: Version.objects.filter(pk=v.pk).update(effective_from=None), "no_start"),
        (lambda v: v.targets.get().hours.versions.all().delete(), "no_hours"),
    ],
)
def test_incomplete_version_is_refused_with_what_is_missing(version, sari, spoil, code):
    spoil(version)
    version.refresh_from_db()
    assert [row["code"] for row in missing_for_activation(version)] == [code]
    with pytest.raises(ActivationRefused) as refused:
        activate(version=version, actor=sari, at=NOW)
    assert [row["code"] for row in refused.value.rows] == [code]
    version.refresh_from_db()
    assert (version.state, Commitment.objects.count()) == ("draft", 0)


def test_withdrawn_version_is_refused(version, sari):
    Version.objects.filter(pk=version.pk).update(state=Version.State.WITHDRAWN)
    with pytest.raises(ActivationRefused):
        activate(version=version, actor=sari, at=NOW)


def test_activation_leaves_its_history(version, sari):
    activate(version=version, actor=sari, at=NOW)
    states = version.events.order_by("pgh_id").values_list("state", flat=True)
    assert list(states) == ["draft", "agreed", "signing", "signed"]
    steps = version.steps.values_list("name", "actor", "reason")
    assert list(steps) == [
        ("agree_outside", sari.pk, "Minutes of 3 August 2026"),
        ("open_signing", sari.pk, ""),
        ("activate", sari.pk, ""),
    ]
