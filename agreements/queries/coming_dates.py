"""The calendar of agreements: ends, notice limits, renewals, reviews, signing that lapses."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.models import Agreement, Version
from agreements.queries.local_dates import last_day, local_day
from agreements.queries.term_dates import TermDates, dates_by_agreement

SOON_DAYS = 90
# So long an end stays among what is due, as long as nothing follows it.
PAST_DAYS = 30


class DateKind(models.TextChoices):
    """What happens on a day."""

    NOTICE = "notice", gettext_lazy("Last notice day")
    RENEW = "renew", gettext_lazy("To renew")
    END = "end", gettext_lazy("Last day")
    CONTINUES = "continues", gettext_lazy("Renews by itself")
    REVIEW = "review", gettext_lazy("Review")
    SIGNING = "signing", gettext_lazy("Signing lapses")


@dataclass(frozen=True, slots=True)
class ComingDate:
    """One day of one agreement: what happens on it; `days_left` is negative once it is past."""

    kind: DateKind
    on: dt.date
    days_left: int
    agreement: Agreement
    version: Version | None
    by_notice_on: dt.date | None = None

    @property
    def is_overdue(self) -> bool:
        """Whether the day is past and nobody has done what it asked for."""
        return self.days_left < 0

    @property
    def words(self) -> str:
        """What the day means, in a sentence."""
        match self.kind:
            case DateKind.NOTICE:
                return _("Notice that arrives later ends it only with the term after.")
            case DateKind.RENEW:
                return _("It ends unless both agree on a further term.")
            case DateKind.END if self.is_overdue:
                return _("It has ended, and nothing follows it.")
            case DateKind.END:
                return _("It ends, and nothing follows it yet.")
            case DateKind.CONTINUES:
                return _("A term ends; the next one begins by itself.")
            case DateKind.REVIEW:
                return _("What is promised is reviewed with the parties.")
            case _:
                return _("Whoever has not signed by then has to be asked again.")


def coming_dates(
    agreements: models.QuerySet[Agreement], *, at: dt.datetime, days: int
) -> list[ComingDate]:
    """What falls due within so many days, and what is overdue; the earliest first.

    Of agreements in force and to come; three queries however many there are.
    """
    rows = list(agreements.select_related("owner"))
    found = [
        due
        for row, dates in zip_dates(rows, at=at)
        for due in _dates_of(row, dates, _today(row, at), at)
    ]
    found += _signing(rows, at)
    found = [due for due in found if due.days_left <= days]
    return sorted(found, key=lambda due: (due.on, due.agreement.code, due.kind))


def zip_dates(rows: list[Agreement], *, at: dt.datetime) -> Iterable[tuple[Agreement, TermDates]]:
    """Each agreement with its dates."""
    dates = dates_by_agreement(rows, at=at)
    return ((row, dates[row.pk]) for row in rows)


def with_notice_soon(agreements: models.QuerySet[Agreement], *, at: dt.datetime) -> list[int]:
    """Keys of those that renew by themselves and can be ended for some days only."""
    renewing = Version.objects.filter(
        Q(effective_to=None), renewal=Version.Renewal.TACIT, state__in=Version.RELEASED
    )
    rows = agreements.filter(pk__in=renewing.values("agreement"))
    due = coming_dates(rows, at=at, days=SOON_DAYS)
    return [row.agreement.pk for row in due if row.kind == DateKind.NOTICE]


def _dates_of(
    row: Agreement, dates: TermDates, today: dt.date, at: dt.datetime
) -> Iterable[ComingDate]:
    version = dates.version
    if version is None or version.activated_at is None:
        return
    is_over = dates.ends_on is not None and dates.ends_on < today

    def due(kind: DateKind, on: dt.date, by_notice_on: dt.date | None = None) -> ComingDate:
        return ComingDate(kind, on, (on - today).days, row, version, by_notice_on)

    if not is_over:
        yield due(DateKind.REVIEW, dates.review_on)
    if dates.notice_on is not None and dates.renews_by_itself:
        yield due(DateKind.NOTICE, dates.notice_on, dates.by_notice_on)
    if dates.ends_on is None:
        return
    if dates.renews_by_itself:
        yield due(DateKind.CONTINUES, dates.ends_on)
    elif not is_over:
        asks = version.renewal == Version.Renewal.EXPRESS and dates.notice is None
        ended = version.terminated_at is not None
        yield due(DateKind.RENEW if asks and not ended else DateKind.END, dates.ends_on)
    elif version.terminated_at is None and (today - dates.ends_on).days <= PAST_DAYS:
        yield due(DateKind.END, dates.ends_on)


def _signing(rows: list[Agreement], at: dt.datetime) -> Iterable[ComingDate]:
    by_key = {row.pk: row for row in rows}
    out = Version.objects.filter(
        agreement__in=by_key, state=Version.State.SIGNING, lapses_at__isnull=False
    )
    for version in out:
        row = by_key[version.agreement_id]
        on = last_day(version.lapses_at, row.zone)
        assert on is not None
        yield ComingDate(DateKind.SIGNING, on, (on - _today(row, at)).days, row, version)


def _today(row: Agreement, at: dt.datetime) -> dt.date:
    today = local_day(at, row.zone)
    assert today is not None
    return today


def what_to_do(due: ComingDate) -> tuple[str, str, dict[str, Any]] | None:
    """The name of the page that answers a date, what it does, and its arguments."""
    code = {"args": [due.agreement.code]}
    match due.kind:
        case DateKind.NOTICE:
            return "agreements:term-notice", _("Record notice"), code
        case DateKind.RENEW:
            return "agreements:term-renew", _("Renew"), code
        case DateKind.REVIEW:
            return "agreements:review-hold", _("Record review"), code
        case _:
            return None
