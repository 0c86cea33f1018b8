"""Until when agreements run, until when notice must arrive, and when they are reviewed."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from agreements.engine.term import Renewal, Term, TermRule, term_on, terms
from agreements.engine.term import last_day as day_before
from agreements.models import Agreement, TermNotice, Version
from agreements.queries.local_dates import local_day


@dataclass(frozen=True, slots=True)
class TermDates:
    """The dates of one agreement on one day, as local days; ends are the last day included.

    `ends_on` closes the term that runs, or will run first; None without an end. `is_last`: nothing
    follows it as far as is known. `notice_on` is the last day on which notice still ends an
    agreement that renews by itself with a term, `by_notice_on` the last day of it if notice
    arrived today. `review_on` is when its next review is due.
    """

    version: Version | None
    starts_on: dt.date | None
    term_starts_on: dt.date | None
    ends_on: dt.date | None
    is_last: bool
    renewal: Renewal
    notice_on: dt.date | None
    by_notice_on: dt.date | None
    notice: TermNotice | None
    review_on: dt.date

    @property
    def renews_by_itself(self) -> bool:
        """Whether it goes on after `ends_on` unless somebody says no."""
        return self.ends_on is not None and not self.is_last


def rule_of(version: Version) -> TermRule | None:
    """What the version says on its length; None where it has a plain end, or no beginning yet."""
    starts_on = version.counts_from_on or local_day(version.starts_at, version.agreement.zone)
    if starts_on is None:
        return None
    if version.initial_months is None and version.effective_to is not None:
        return None
    return TermRule(
        starts_on=starts_on,
        initial_months=version.initial_months,
        renewal=Renewal(version.renewal),
        renewal_months=version.renewal_months,
        notice_months=version.notice_months,
        notice_days=version.notice_days,
    )


def first_term(rule: TermRule, starts_on: dt.date) -> int:
    """The number of the term in which a version begins: it may take over in a later one."""
    if rule.initial_months is None or rule.renewal is Renewal.NONE:
        return 0
    number = 0
    while (end := rule.ends_before(number)) is not None and end <= starts_on:
        number += 1
    return number


def term_of(version: Version, on: dt.date) -> Term | None:
    """The term that a day belongs to by what is known: notice, renewals, an end before its time.

    None where the version does not count its length in months.
    """
    rule = rule_of(version)
    if rule is None:
        return None
    notice = _notice_of(version)
    first_day = local_day(version.starts_at, version.agreement.zone)
    assert first_day is not None  # the rule has a beginning
    return term_on(
        rule,
        max(on, first_day),
        noticed_on=notice.received_on if notice else None,
        renewals=first_term(rule, first_day) + len(version.renewals.all()),
    )


def end_by_notice(version: Version, received_on: dt.date) -> dt.date | None:
    """The exclusive end that notice arriving on a day leads to; None where its end is fixed.

    Only what renews by itself, and what has no end, is ended by notice.
    """
    rule = rule_of(version)
    if rule is None or (rule.initial_months is not None and rule.renewal is not Renewal.TACIT):
        return None
    first_day = local_day(version.starts_at, version.agreement.zone)
    assert first_day is not None
    ends = [term.ends_before for term in terms(rule, noticed_on=received_on)]
    return max(ends[-1] or first_day, first_day + dt.timedelta(days=1))


def dates_of(agreement: Agreement, *, at: dt.datetime) -> TermDates:
    """The dates of one agreement at an instant."""
    return dates_by_agreement([agreement], at=at)[agreement.pk]


def dates_by_agreement(agreements: Sequence[Agreement], *, at: dt.datetime) -> dict[int, TermDates]:
    """The dates of each agreement by its key, in two queries however many there are.

    They are those of the version in force, else of the next one, else of the last that was, else
    of the draft.
    """
    rows: dict[int, list[Version]] = {row.pk: [] for row in agreements}
    by_key = {row.pk: row for row in agreements}
    for version in known_versions().filter(agreement__in=rows):
        version.agreement = by_key[version.agreement_id]
        rows[version.agreement_id].append(version)
    return {pk: dates_from(by_key[pk], versions, at=at) for pk, versions in rows.items()}


def dates_from(agreement: Agreement, versions: Iterable[Version], *, at: dt.datetime) -> TermDates:
    """The dates of an agreement whose versions were read in the order of their numbers.

    Each with its notice and renewals (`known_versions`), those withdrawn left out.
    """
    return _dates(agreement, telling_version(versions, at=at), at)


def known_versions() -> QuerySet[Version]:
    """Every version that dates may follow from, with what was said about its term."""
    return (
        Version.objects.exclude(state=Version.State.WITHDRAWN)
        .select_related("notice")
        .prefetch_related("renewals")
        .order_by("number")
    )


def telling_version(versions: Iterable[Version], *, at: dt.datetime) -> Version | None:
    """The version whose dates count at an instant: see `dates_by_agreement`."""
    known = list(versions)
    released = [row for row in known if row.activated_at is not None and row.effective_from]
    holds = [row for row in released if _begun(row, at) and not _over(row, at)]
    ahead = [row for row in released if not _begun(row, at)]
    for rows in (holds, ahead[:1], released, known):
        if rows:
            return rows[-1]
    return None


def _begun(version: Version, at: dt.datetime) -> bool:
    return version.effective_from is not None and version.effective_from <= at


def _over(version: Version, at: dt.datetime) -> bool:
    return version.effective_to is not None and version.effective_to <= at


def _dates(agreement: Agreement, version: Version | None, at: dt.datetime) -> TermDates:
    on = local_day(at, agreement.zone)
    assert on is not None
    starts_on = None if version is None else local_day(version.starts_at, agreement.zone)
    if version is None or starts_on is None:
        return TermDates(
            version=version,
            starts_on=None,
            term_starts_on=None,
            ends_on=None,
            is_last=True,
            renewal=Renewal(version.renewal) if version else Renewal.NONE,
            notice_on=None,
            by_notice_on=None,
            notice=None,
            review_on=agreement.next_review_on,
        )
    term, end = term_of(version, on), local_day(version.effective_to, agreement.zone)
    ends_before, is_last = (term.ends_before, term.is_last) if term else (end, True)
    if end is not None and (ends_before is None or end <= ends_before):
        ends_before, is_last = end, True
    last_notice_on, by_notice_on = _by_notice(version, max(on, starts_on), end)
    return TermDates(
        version=version,
        starts_on=starts_on,
        term_starts_on=term.starts_on if term else starts_on,
        ends_on=None if ends_before is None else day_before(ends_before),
        is_last=is_last,
        renewal=Renewal(version.renewal),
        notice_on=last_notice_on,
        by_notice_on=by_notice_on,
        notice=_notice_of(version),
        review_on=agreement.next_review_on,
    )


def _by_notice(
    version: Version, on: dt.date, end: dt.date | None
) -> tuple[dt.date | None, dt.date | None]:
    """The last day for notice, and the last day of all if it came on `on`; while it goes on."""
    rule = rule_of(version)
    if rule is None or end is not None or _notice_of(version) is not None:
        return None, None
    last = list(terms(rule, noticed_on=on))[-1]
    limit = last.notice_before
    return (
        None if limit is None else day_before(limit),
        None if last.ends_before is None else day_before(last.ends_before),
    )


def _notice_of(version: Version) -> TermNotice | None:
    return getattr(version, "notice", None)
