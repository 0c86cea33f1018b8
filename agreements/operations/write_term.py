"""Write into a draft how long it runs, what follows, and until when notice must arrive."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from agreements.engine.term import Renewal
from agreements.models import Version
from agreements.queries.local_dates import first_instant, local_day
from agreements.queries.term_dates import first_term, rule_of
from common.problems import Refusal

MOST_MONTHS, MOST_DAYS = 600, 366


class TermRefused(Refusal):
    """The term is not saved as given."""

    code = "term_refused"


@dataclass(frozen=True, slots=True)
class WrittenTerm:
    """A term in months, as it is written: all of it, also what stays as it was.

    `counts_from_on` is the day from which months are counted where it is not the version's first,
    as in a version that takes over within a term.
    """

    initial_months: int | None = None
    renewal: str = Version.Renewal.NONE
    renewal_months: int = 0
    notice_months: int = 0
    notice_days: int = 0
    counts_from_on: dt.date | None = None


def write_term(version: Version, term: WrittenTerm) -> None:
    """Set the term's fields of a draft that the caller holds locked and saves."""
    _refuse_senseless(version, term)
    version.initial_months = term.initial_months
    version.renewal = term.renewal
    version.renewal_months = term.renewal_months if term.renewal != Renewal.NONE else 0
    version.notice_months, version.notice_days = term.notice_months, term.notice_days
    version.counts_from_on = term.counts_from_on


def end_of_term(version: Version, given: dt.datetime | None) -> dt.datetime | None:
    """The end of the version's span: of its term, none while it renews by itself, else as given."""
    if version.initial_months is None or version.starts_at is None:
        return given
    if version.renewal == Renewal.TACIT:
        computed = None
    else:
        zone = version.agreement.zone
        first_day = local_day(version.starts_at, zone)
        version.effective_to = None
        rule = rule_of(version)
        assert rule is not None
        assert first_day is not None
        ends_before = rule.ends_before(first_term(rule, first_day))
        assert ends_before is not None
        if ends_before <= first_day:
            raise TermRefused(
                _("The term would be over before this version begins."), field="counts_from_on"
            )
        computed = first_instant(ends_before, zone)
    if given is not None and given != computed:
        raise TermRefused(
            _("Leave the last day empty: it follows from the term in months."), field="ends_on"
        )
    return computed


def _refuse_senseless(version: Version, term: WrittenTerm) -> None:
    for name in ("initial_months", "renewal_months", "notice_months"):
        months = getattr(term, name) or 0
        if not 0 <= months <= MOST_MONTHS:
            raise TermRefused(
                _("Give whole months, at most %(most)d.") % {"most": MOST_MONTHS}, field=name
            )
    if not 0 <= term.notice_days <= MOST_DAYS:
        raise TermRefused(
            _("Give whole days, at most %(most)d.") % {"most": MOST_DAYS}, field="notice_days"
        )
    if term.renewal not in Version.Renewal.values:
        raise TermRefused(_("Choose what follows the term."), field="renewal")
    if term.initial_months == 0:
        raise TermRefused(_("A term lasts at least a month."), field="initial_months")
    if term.renewal != Renewal.NONE and not term.initial_months:
        raise TermRefused(_("Say how long the initial term is."), field="initial_months")
    if term.renewal != Renewal.NONE and not term.renewal_months:
        raise TermRefused(_("Say how long each further term is."), field="renewal_months")
    first_day = local_day(version.starts_at, version.agreement.zone)
    if term.counts_from_on is None:
        return
    if first_day is None or term.counts_from_on > first_day:
        raise TermRefused(
            _("Months are counted from the first day or from a day before it."),
            field="counts_from_on",
        )
    if term.counts_from_on.year < 1950:
        raise TermRefused(_("Count from 1950 or later."), field="counts_from_on")
