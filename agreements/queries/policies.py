"""The policies of a promise in words: shown wherever its figure is explained."""

from collections.abc import Iterator
from fractions import Fraction

from babel.dates import get_month_names
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.engine.terms import Terms
from agreements.models import Target
from agreements.queries.metrics import OF_BREAKS
from agreements.queries.showing import metric_name, promise_line
from common.ui.numbers import language, write_percent
from common.ui.times import write_day, write_span
from slm.engine.level import PPM
from slm.engine.metrics import Form, Metric
from slm.engine.periods import PeriodKind


def policies_of(target: Target, terms: Terms) -> list[tuple[str, str]]:
    """Name and text of everything that decides how the figure is read, the promise first.

    `terms` are those that bind; of the target only the warning is read, which is no promise.
    """
    return [
        (metric_name(terms), promise_line(terms)),
        (_("Period"), write_cadence(terms)),
        *_of_time(terms),
        (_("New service"), str(Target.NewService(terms.new_service).label)),
        (_("Late correction"), str(Target.LateCorrection(terms.late_correction).label)),
        (
            _("Exclusions approved by"),
            str(Target.ExclusionApproval(terms.exclusion_approval).label),
        ),
        (
            _("Grace"),
            ngettext("%(count)d day", "%(count)d days", terms.grace_days)
            % {"count": terms.grace_days},
        ),
        *_warning(target, terms),
    ]


def write_cadence(terms: Terms) -> str:
    """Month, fiscal year from April, contract year from 1 Mar 2026, 30 rolling days …"""
    cadence = terms.cadence
    label = str(Target.Period(cadence.kind).label)
    match cadence.kind:
        case PeriodKind.FISCAL_YEAR:
            month = get_month_names("wide", locale=language())[cadence.first_month]
            return _("%(period)s from %(begin)s") % {"period": label, "begin": month}
        case PeriodKind.CONTRACT_YEAR:
            assert cadence.anchor_on is not None
            begin = write_day(cadence.anchor_on)
            return _("%(period)s from %(begin)s") % {"period": label, "begin": begin}
        case PeriodKind.ROLLING:
            return _("%(days)d rolling days, judged each midnight") % {
                "days": cadence.rolling_days or 0
            }
    return label


def _of_time(terms: Terms) -> Iterator[tuple[str, str]]:
    reading, metric = terms.reading, terms.metric
    if metric in (Metric.AVAILABILITY, Metric.DOWNTIME):
        yield _("Unknown time"), str(Target.Unknown(reading.unknown).label)
        if metric is Metric.AVAILABILITY:
            yield _("Maintenance"), str(Target.Planned(reading.planned).label)
        yield _("Partly down"), _bad(reading.partial_weight_ppm)
        yield _("Degraded"), _bad(reading.degraded_weight_ppm)
    if not terms.meaning.counted:
        least = terms.minimum_break_seconds
        yield (
            _("Short breaks"),
            _("under %(length)s ignored") % {"length": write_span(least)}
            if least
            else _("all count"),
        )
    if metric in OF_BREAKS:
        yield _("A break across periods counts"), str(Target.Crossing(terms.crossing).label)


def _warning(target: Target, terms: Terms) -> Iterator[tuple[str, str]]:
    if terms.form is Form.MEAN or (terms.form is Form.AMOUNT and terms.comparator.wants_more):
        return
    share = write_percent(Fraction(target.warning_ppm, PPM), 0)
    yield _("Warn at"), _("%(share)s of the budget used") % {"share": share}


def _bad(ppm: int) -> str:
    return _("%(share)s bad") % {"share": write_percent(Fraction(ppm, PPM), 0)}
