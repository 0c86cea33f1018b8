"""What a term in months lets bind, and what notice, renewal and their absence do to it."""

import datetime as dt

import pytest

from agreements.models import Agreement, Commitment, TermNotice, Verdict, Version
from agreements.operations.activate import activate
from agreements.operations.add_targets import add_targets
from agreements.operations.give_notice import NoticeRefused, give_notice
from agreements.operations.renew_term import RenewalRefused, renew_term
from agreements.operations.roll_periods import roll_periods
from agreements.operations.save_version import VersionRefused, save_version, start_version
from agreements.operations.write_term import TermRefused, WrittenTerm
from agreements.queries.agreement_state import with_state
from agreements.queries.signed_text import document_of, hash_of
from agreements.queries.term_dates import dates_by_agreement, dates_of
from tests.agreements.scenes import WIB, draft, indicator, round_the_clock
from tests.cast import NOW

pytestmark = pytest.mark.django_db

TACIT = WrittenTerm(
    initial_months=12, renewal="tacit", renewal_months=12, notice_months=3, notice_days=0
)
EXPRESS = WrittenTerm(initial_months=2, renewal="express", renewal_months=3, notice_months=1)


def local(*day: int) -> dt.datetime:
    return dt.datetime(*day, tzinfo=WIB)


def written(
    sari, customer, *, term=TACIT, starts_on=dt.date(2025, 11, 1), code="SLA-0042"
) -> Version:
    """A draft with a target and this term."""
    version = draft(sari, customer, code=code).versions.get()
    add_targets(
        version=version,
        indicators=[indicator()],
        actor=sari,
        hours=round_the_clock(),
        threshold_ppm=999_000,
    )
    return save_version(
        version=version,
        starts_on=starts_on,
        ends_on=None,
        evidence="Minutes of 30 October",
        term=term,
        actor=sari,
    )


def activated(sari, customer, **given) -> Version:
    version = written(sari, customer, **given)
    activate(version=version, actor=sari, at=NOW)
    version.refresh_from_db()
    return version


def notice(version, sari, **given) -> TermNotice:
    values = {
        "party": version.agreement.parties.first(),
        "given_by": "Alia Pemutus",
        "received_on": dt.date(2026, 11, 20),
        "reason": "The service is bought elsewhere",
    }
    return give_notice(agreement=version.agreement, actor=sari, at=NOW, **(values | given))


def labels(commitment) -> list[str]:
    return list(commitment.verdicts.order_by("period_label").values_list("period_label", flat=True))


def test_tacit_renewal_goes_on_beyond_its_first_end(sari, customer_a):
    version = activated(sari, customer_a)
    commitment = Commitment.objects.get()
    assert (version.effective_to, commitment.end_at) == (None, None)
    assert labels(commitment)[-2:] == ["month:2026-10-01", "month:2026-11-01"]
    roll_periods(at=local(2027, 12, 2))
    assert labels(commitment)[-2:] == ["month:2027-11-01", "month:2027-12-01"]
    assert commitment.verdicts.filter(is_clipped=True).count() == 0
    agreement = with_state(Agreement.objects.all(), at=local(2027, 12, 2)).get()
    assert agreement.state == "in_force"


def test_tacit_renewal_tells_its_term_and_its_limits(sari, customer_a):
    version = activated(sari, customer_a)
    dates = dates_of(version.agreement, at=NOW)
    assert (dates.term_starts_on, dates.ends_on) == (dt.date(2026, 11, 1), dt.date(2027, 10, 31))
    assert (dates.notice_on, dates.by_notice_on) == (dt.date(2027, 7, 31), dt.date(2027, 10, 31))
    assert (dates.is_last, dates.renews_by_itself) == (False, True)


def test_passed_limit_shows_the_next_one(sari, customer_a):
    version = activated(sari, customer_a)
    dates = dates_of(version.agreement, at=local(2027, 8, 1))
    assert dates.ends_on == dt.date(2027, 10, 31)
    assert (dates.notice_on, dates.by_notice_on) == (dt.date(2028, 7, 31), dt.date(2028, 10, 31))


def test_notice_ends_with_the_term_it_reaches(sari, customer_a):
    version = activated(sari, customer_a)
    given = notice(version, sari)
    assert given.ends_before_on == dt.date(2027, 11, 1)
    version.refresh_from_db()
    commitment = Commitment.objects.get()
    assert version.effective_to == commitment.end_at == local(2027, 11, 1)
    assert commitment.bound.get().to_at == local(2027, 11, 1)
    roll_periods(at=local(2028, 2, 1))
    assert labels(commitment)[-1] == "month:2027-10-01"
    agreement = with_state(Agreement.objects.all(), at=local(2028, 2, 1)).get()
    assert agreement.state == "expired"
    dates = dates_of(version.agreement, at=NOW)
    assert (dates.notice, dates.ends_on, dates.is_last) == (given, dt.date(2027, 10, 31), True)
    assert dates.notice_on is None


@pytest.mark.parametrize(
    ("received_on", "ends_before"),
    [(dt.date(2026, 7, 31), dt.date(2026, 11, 1)), (dt.date(2026, 8, 1), dt.date(2027, 11, 1))],
)
def test_last_notice_day_still_reaches_the_term(sari, customer_a, received_on, ends_before):
    version = activated(sari, customer_a)
    Verdict.objects.filter(period_end_at__gt=local(2026, 11, 1)).delete()
    assert notice(version, sari, received_on=received_on).ends_before_on == ends_before


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"given_by": " "}, "given_by"),
        ({"reason": ""}, "reason"),
        ({"received_on": dt.date(2026, 11, 26)}, "received_on"),
    ],
)
def test_notice_is_refused_where_something_is_missing(sari, customer_a, given, field):
    version = activated(sari, customer_a)
    with pytest.raises(NoticeRefused) as refusal:
        notice(version, sari, **given)
    assert refusal.value.field == field
    assert TermNotice.objects.count() == 0


def test_notice_is_given_once_and_by_a_manager(sari, tirta, customer_a):
    version = activated(sari, customer_a)
    with pytest.raises(NoticeRefused, match="may not"):
        notice(version, tirta)
    notice(version, sari)
    with pytest.raises(NoticeRefused, match="already"):
        notice(version, sari)


def test_notice_belongs_to_a_party(sari, customer_a, customer_b):
    version = activated(sari, customer_a)
    other = draft(sari, customer_b, code="SLA-0043").parties.get()
    with pytest.raises(NoticeRefused) as refusal:
        notice(version, sari, party=other)
    assert refusal.value.field == "party"


def test_plain_end_needs_no_notice(sari, customer_a):
    term = WrittenTerm(initial_months=24)
    version = activated(sari, customer_a, term=term)
    assert version.effective_to == local(2027, 11, 1)
    with pytest.raises(NoticeRefused, match="without notice"):
        notice(version, sari)


def test_without_an_end_notice_ends_it_after_its_days(sari, customer_a):
    version = activated(sari, customer_a, term=WrittenTerm(notice_days=30))
    assert dates_of(version.agreement, at=NOW).by_notice_on == dt.date(2026, 12, 24)
    assert notice(version, sari).ends_before_on == dt.date(2026, 12, 20)


def test_express_renewal_ends_unless_renewed(sari, customer_a):
    version = activated(sari, customer_a, term=EXPRESS, starts_on=dt.date(2026, 10, 15))
    commitment = Commitment.objects.get()
    assert version.effective_to == commitment.end_at == local(2026, 12, 15)
    roll_periods(at=local(2027, 2, 1))
    assert labels(commitment) == ["month:2026-10-01", "month:2026-11-01", "month:2026-12-01"]
    agreement = with_state(Agreement.objects.all(), at=local(2027, 2, 1)).get()
    assert agreement.state == "expired"


def test_renewal_lets_what_binds_go_on_without_a_seam(sari, customer_a):
    version = activated(sari, customer_a, term=EXPRESS, starts_on=dt.date(2026, 10, 15))
    roll_periods(at=local(2026, 12, 2))
    commitment = Commitment.objects.get()
    assert commitment.verdicts.get(period_label="month:2026-12-01").is_clipped
    renewal = renew_term(
        agreement=version.agreement,
        agreed_by="Alia Pemutus",
        evidence="Minutes of 1 December",
        actor=sari,
        at=local(2026, 12, 2),
    )
    assert renewal.ends_before_on == dt.date(2027, 3, 15)
    version.refresh_from_db()
    commitment.refresh_from_db()
    assert version.effective_to == commitment.end_at == local(2027, 3, 15)
    assert commitment.bound.get().to_at == local(2027, 3, 15)
    december = commitment.verdicts.get(period_label="month:2026-12-01")
    assert (december.is_clipped, december.period_end_at) == (False, local(2027, 1, 1))
    roll_periods(at=local(2027, 4, 1))
    assert labels(commitment)[-1] == "month:2027-03-01"
    assert len(labels(commitment)) == 6
    assert dates_of(version.agreement, at=local(2027, 1, 1)).ends_on == dt.date(2027, 3, 14)


def test_renewal_is_refused_where_it_makes_no_sense(sari, tirta, customer_a, customer_b):
    given = {"agreed_by": "Alia", "evidence": "Mail", "at": NOW}
    tacit = activated(sari, customer_a).agreement
    with pytest.raises(RenewalRefused, match="expressly"):
        renew_term(agreement=tacit, actor=sari, **given)
    version = activated(
        sari, customer_b, term=EXPRESS, starts_on=dt.date(2026, 10, 15), code="SLA-0043"
    )
    with pytest.raises(RenewalRefused, match="may not"):
        renew_term(agreement=version.agreement, actor=tirta, **given)
    for field in ("agreed_by", "evidence"):
        with pytest.raises(RenewalRefused) as refusal:
            renew_term(agreement=version.agreement, actor=sari, **(given | {field: " "}))
        assert refusal.value.field == field
    with pytest.raises(RenewalRefused, match="not in force"):
        renew_term(agreement=version.agreement, actor=sari, **(given | {"at": local(2027, 1, 1)}))
    notice(version, sari)
    with pytest.raises(RenewalRefused, match="Notice"):
        renew_term(agreement=version.agreement, actor=sari, **given)


@pytest.mark.parametrize(
    ("term", "field"),
    [
        (WrittenTerm(initial_months=0), "initial_months"),
        (WrittenTerm(initial_months=601), "initial_months"),
        (WrittenTerm(renewal="tacit", renewal_months=12), "initial_months"),
        (WrittenTerm(initial_months=12, renewal="tacit"), "renewal_months"),
        (WrittenTerm(initial_months=12, notice_months=-1), "notice_months"),
        (WrittenTerm(initial_months=12, notice_days=400), "notice_days"),
        (WrittenTerm(initial_months=12, renewal="perhaps"), "renewal"),
        (WrittenTerm(initial_months=12, counts_from_on=dt.date(2025, 11, 2)), "counts_from_on"),
        (WrittenTerm(initial_months=12, counts_from_on=dt.date(2020, 1, 1)), "counts_from_on"),
    ],
)
def test_senseless_terms_are_refused(sari, customer_a, term, field):
    with pytest.raises(TermRefused) as refusal:
        written(sari, customer_a, term=term)
    assert refusal.value.field == field


def test_typed_last_day_does_not_contradict_the_months(sari, customer_a):
    version = written(sari, customer_a, term=WrittenTerm(initial_months=12))
    given = {"version": version, "starts_on": dt.date(2025, 11, 1), "evidence": "x", "actor": sari}
    assert save_version(ends_on=dt.date(2026, 10, 31), **given).effective_to == local(2026, 11, 1)
    with pytest.raises(TermRefused) as refusal:
        save_version(ends_on=dt.date(2026, 12, 31), **given)
    assert refusal.value.field == "ends_on"


def test_next_version_goes_on_counting_from_the_original_day(sari, customer_a):
    version = activated(sari, customer_a)
    following = start_version(agreement=version.agreement, actor=sari, at=NOW)
    assert (following.renewal, following.counts_from_on) == ("tacit", dt.date(2025, 11, 1))
    save_version(
        version=following,
        starts_on=dt.date(2027, 2, 1),
        ends_on=None,
        evidence="Minutes",
        actor=sari,
    )
    activate(version=following, actor=sari, at=NOW)
    dates = dates_of(version.agreement, at=local(2027, 3, 1))
    assert (dates.starts_on, dates.term_starts_on) == (dt.date(2027, 2, 1), dt.date(2026, 11, 1))
    assert dates.ends_on == dt.date(2027, 10, 31)
    assert Commitment.objects.get().end_at is None


def test_term_is_part_of_the_signed_text(sari, customer_a):
    version = written(sari, customer_a)
    before = hash_of(version)
    assert document_of(version)["term"]["notice_months"] == 3
    version.notice_months = 6
    assert hash_of(version) != before
    version.initial_months, version.notice_months = None, 0
    assert "term" not in document_of(version)


def test_dates_of_many_cost_two_queries(sari, customer_a, django_assert_num_queries):
    activated(sari, customer_a)
    for code in ("SLA-0043", "SLA-0044"):
        activated(sari, customer_a, code=code)
    for count in (1, 3):
        rows = list(Agreement.objects.order_by("code")[:count])
        with django_assert_num_queries(2):
            assert len(dates_by_agreement(rows, at=NOW)) == count


def test_a_month_end_comes_back_after_a_short_month(sari, customer_a):
    term = WrittenTerm(initial_months=1, renewal="tacit", renewal_months=1)
    version = activated(sari, customer_a, term=term, starts_on=dt.date(2026, 10, 31))
    assert dates_of(version.agreement, at=NOW).ends_on == dt.date(2026, 11, 29)
    assert dates_of(version.agreement, at=local(2026, 12, 5)).ends_on == dt.date(2026, 12, 30)


def test_last_day_without_a_first_is_refused(sari, customer_a):
    version = written(sari, customer_a)
    with pytest.raises(VersionRefused):
        save_version(
            version=version,
            starts_on=None,
            ends_on=dt.date(2027, 1, 1),
            evidence="",
            actor=sari,
        )
