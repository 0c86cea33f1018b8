"""The agreements of customers with the dates that somebody has to decide by (R46, formula 9)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from agreements.engine.term import Renewal
from agreements.models import Agreement, Party, Version
from agreements.queries.local_dates import local_day
from agreements.queries.term_dates import known_versions, telling_version, term_of

SOON_DAYS = 180


@dataclass(frozen=True, slots=True)
class AgreementLine:
    """One SLA in force, seen on one day.

    `ends_on` is the last day of the running term, None without an end. `notice_on` is the last
    day on which that term could still be ended or answered. `follower` is the number of a later
    version that is written or signed already. Days are local to the agreement.
    """

    agreement: Agreement
    customers: frozenset[int]
    today: dt.date
    ends_on: dt.date | None
    notice_on: dt.date | None
    renewal: Renewal
    is_decided: bool
    follower: int | None

    @property
    def days_left(self) -> int | None:
        return None if self.ends_on is None else (self.ends_on - self.today).days

    @property
    def notice_days(self) -> int | None:
        """Days to the last notice day; negative once it is past."""
        return None if self.notice_on is None else (self.notice_on - self.today).days

    @property
    def is_due(self) -> bool:
        """Whether its term ends within 180 days."""
        return self.days_left is not None and 0 <= self.days_left < SOON_DAYS

    @property
    def is_missed(self) -> bool:
        """Whether its notice day passed and nobody decided what comes after the term.

        What renews by itself was decided when it was signed.
        """
        if self.is_decided or self.renewal is Renewal.TACIT:
            return False
        return self.notice_days is not None and self.notice_days < 0

    @property
    def is_review_overdue(self) -> bool:
        return self.agreement.next_review_on < self.today


def agreement_lines(customers: Collection[int], *, at: dt.datetime) -> list[AgreementLine]:
    """The SLAs in force to which any of these customers is a party; three queries.

    Those that end first come first, those without an end last.
    """
    parties: dict[int, set[int]] = defaultdict(set)
    agreements: dict[int, Agreement] = {}
    for party in Party.objects.filter(
        customer__in=customers, agreement__kind=Agreement.Kind.SLA
    ).select_related("agreement"):
        assert party.customer_id is not None
        parties[party.agreement_id].add(party.customer_id)
        agreements[party.agreement_id] = party.agreement
    versions: dict[int, list[Version]] = defaultdict(list)
    for version in known_versions().filter(agreement__in=agreements):
        version.agreement = agreements[version.agreement_id]
        versions[version.agreement_id].append(version)
    found = [
        line
        for pk, agreement in agreements.items()
        if (line := _line(agreement, frozenset(parties[pk]), versions[pk], at)) is not None
    ]
    return sorted(
        found,
        key=lambda line: (
            line.ends_on or dt.date.max,
            line.notice_on or dt.date.max,
            line.agreement.code,
        ),
    )


def _line(
    agreement: Agreement, customers: frozenset[int], versions: list[Version], at: dt.datetime
) -> AgreementLine | None:
    version = telling_version(versions, at=at)
    if version is None or not _holds(version, at):
        return None
    today = local_day(at, agreement.zone)
    assert today is not None
    term = term_of(version, today)
    end = local_day(version.effective_to, agreement.zone)
    ends_before = term.ends_before if term else end
    if end is not None and (ends_before is None or end < ends_before):
        ends_before = end
    limit = term.notice_before if term else None
    follower = max((row.number for row in versions if row.number > version.number), default=None)
    has_notice = getattr(version, "notice", None) is not None
    day = dt.timedelta(days=1)
    return AgreementLine(
        agreement=agreement,
        customers=customers,
        today=today,
        ends_on=None if ends_before is None else ends_before - day,
        notice_on=None if limit is None else limit - day,
        renewal=Renewal(version.renewal),
        is_decided=has_notice
        or follower is not None
        or version.terminated_at is not None
        or (term is not None and not term.is_last),
        follower=follower,
    )


def _holds(version: Version, at: dt.datetime) -> bool:
    return (
        version.activated_at is not None
        and version.effective_from is not None
        and version.effective_from <= at
        and (version.effective_to is None or version.effective_to > at)
    )
