"""Promise the same level for many indicators at once."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from agreements.engine.terms import EITHER_WAY, Comparator
from agreements.models import Target, Version
from agreements.operations.save_version import lock_draft
from agreements.queries.amounts import usual_comparator
from agreements.queries.metrics import BY_PRIORITY, can_be_read
from common.problems import Refusal
from slm.engine.level import PPM
from slm.engine.metrics import Form, Metric, meaning
from slm.models import Indicator

# Nobody waits longer for the last facts, and no sum of days is longer.
MOST_GRACE_DAYS, MOST_ROLLING_DAYS = 92, 366


class TargetRefused(Refusal):
    """The target is not saved as given."""

    code = "target_refused"


@transaction.atomic
def add_targets(
    *, version: Version, indicators: Iterable[Indicator], actor: Any, **terms: Any
) -> list[Target]:
    """Add a target on these terms for each indicator to a draft; return those that are new.

    `terms` are fields of Target; without `metric` availability is promised, without `comparator`
    the direction in which the metric is better. An indicator that already has the same target for
    this period is refused by name, and then nothing is added.
    """
    locked = lock_draft(version)
    chosen = list(indicators)
    if not chosen:
        raise TargetRefused(_("Choose at least one indicator."), field="indicators")
    metric = terms.setdefault("metric", Target.Metric.AVAILABILITY)
    terms.setdefault("threshold_ppm", 0)
    terms.setdefault("comparator", usual_comparator(metric))
    targets = [Target(version=locked, indicator=indicator, **terms) for indicator in chosen]
    twice = [target.indicator for target in targets if _same(target).exists()]
    if twice:
        raise _refuse_twice(twice, "indicators")
    for target in targets:
        check_target(target)
        target.save()
    return targets


@transaction.atomic
def save_target(*, target: Target, actor: Any) -> Target:
    """Keep the changed fields of a target of a draft."""
    lock_draft(target.version)
    if _same(target).exclude(pk=target.pk).exists():
        raise _refuse_twice([target.indicator], "period")
    check_target(target)
    target.save()
    return target


@transaction.atomic
def delete_target(*, target: Target, actor: Any) -> None:
    """Take a target out of a draft."""
    lock_draft(target.version)
    target.delete()


def check_target(target: Target) -> None:
    """Refuse terms that no figure could ever be judged by; leave out what the metric has no use of.

    The target comes with its indicator.
    """
    try:
        target.clean_fields(exclude=["version", "indicator", "hours"])
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise TargetRefused(messages[0], field=field) from error
    _check_metric(target)
    _check_period(target)
    bounded = ("threshold_ppm", "partial_ppm", "degraded_ppm", "warning_ppm")
    for field in bounded:
        if getattr(target, field) > PPM:
            raise TargetRefused(_("A percentage lies between 0 and 100."), field=field)
    if (target.grace_days or 0) > MOST_GRACE_DAYS:
        raise TargetRefused(
            _("A grace has at most %(days)d days.") % {"days": MOST_GRACE_DAYS}, field="grace_days"
        )


def _check_metric(target: Target) -> None:
    metric, comparator = Metric(target.metric), Comparator(target.comparator)
    means = meaning(metric)
    if not can_be_read(metric, target.indicator.kind):
        raise TargetRefused(
            _("%(metric)s can not be read of %(indicator)s.")
            % {"metric": target.get_metric_display(), "indicator": target.indicator},
            field="metric",
        )
    if metric not in EITHER_WAY and comparator.wants_more != means.more_is_better:
        raise TargetRefused(
            _("More is better here: promise at least or more than.")
            if means.more_is_better
            else _("Less is better here: promise at most or less than."),
            field="comparator",
        )
    if means.form is Form.SHARE:
        target.limit = None
        if comparator.is_strict and target.threshold_ppm >= PPM:
            raise TargetRefused(_("Nothing can be above 100 %."), field="threshold_ppm")
    else:
        target.threshold_ppm = 0
        if target.limit is None:
            raise TargetRefused(_("Say how much is promised."), field="limit")
        if comparator is Comparator.BELOW and target.limit == 0:
            raise TargetRefused(_("Nothing can be less than nothing."), field="limit")
    if not means.within:
        target.within = None
    elif not target.within:
        raise TargetRefused(_("Say within which time."), field="within")
    if metric not in BY_PRIORITY or target.indicator.kind != Indicator.Kind.WORK_ITEMS:
        target.priority = ""


def _check_period(target: Target) -> None:
    period = Target.Period(target.period)
    if period is Target.Period.FISCAL_YEAR:
        if target.first_month is None or not 1 <= target.first_month <= 12:
            raise TargetRefused(
                _("Say in which month the fiscal year begins."), field="first_month"
            )
    else:
        target.first_month = None
    if period is Target.Period.ROLLING:
        if not target.rolling_days or target.rolling_days > MOST_ROLLING_DAYS:
            raise TargetRefused(
                _("Say how many days are counted, from 1 to %(days)d.")
                % {"days": MOST_ROLLING_DAYS},
                field="rolling_days",
            )
    else:
        target.rolling_days = None


def _same(target: Target) -> QuerySet[Target]:
    """Targets of the same draft that promise the same of the same for the same period."""
    return Target.objects.filter(
        version=target.version_id,
        indicator=target.indicator_id,
        period=target.period,
        metric=target.metric,
        within=target.within,
        priority=target.priority,
    )


def _refuse_twice(indicators: Iterable[Indicator], field: str) -> TargetRefused:
    names = ", ".join(str(indicator) for indicator in indicators)
    return TargetRefused(
        _("There is a target for this period already: %(names)s.") % {"names": names}, field=field
    )
