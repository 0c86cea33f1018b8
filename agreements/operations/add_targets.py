"""Promise the same level for many indicators at once."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from agreements.models import Target, Version
from agreements.operations.save_version import lock_draft
from common.problems import Refusal
from slm.engine.level import PPM
from slm.models import Indicator


class TargetRefused(Refusal):
    """The target is not saved as given."""

    code = "target_refused"


@transaction.atomic
def add_targets(
    *, version: Version, indicators: Iterable[Indicator], actor: Any, **terms: Any
) -> list[Target]:
    """Add a target on these terms for each indicator to a draft; return those that are new.

    `terms` are fields of Target. An indicator that already has a target for this period is
    refused by name, and then nothing is added.
    """
    locked = lock_draft(version)
    chosen = list(indicators)
    if not chosen:
        raise TargetRefused(_("Choose at least one indicator."), field="indicators")
    period = terms.get("period", Target.Period.MONTH)
    taken = set(locked.targets.filter(period=period).values_list("indicator", flat=True))
    twice = [str(indicator) for indicator in chosen if indicator.pk in taken]
    if twice:
        raise TargetRefused(
            _("There is a target for this period already: %(names)s.")
            % {"names": ", ".join(twice)},
            field="indicators",
        )
    targets = [Target(version=locked, indicator=indicator, **terms) for indicator in chosen]
    for target in targets:
        check_target(target)
        target.save()
    return targets


@transaction.atomic
def save_target(*, target: Target, actor: Any) -> Target:
    """Keep the changed fields of a target of a draft."""
    lock_draft(target.version)
    same = Target.objects.filter(
        version=target.version_id, indicator=target.indicator_id, period=target.period
    )
    if same.exclude(pk=target.pk).exists():
        raise TargetRefused(
            _("There is a target for this period already: %(names)s.")
            % {"names": target.indicator},
            field="period",
        )
    check_target(target)
    target.save()
    return target


@transaction.atomic
def delete_target(*, target: Target, actor: Any) -> None:
    """Take a target out of a draft."""
    lock_draft(target.version)
    target.delete()


def check_target(target: Target) -> None:
    """Refuse terms that no level could ever be judged by."""
    if target.comparator == Target.Comparator.ABOVE and target.threshold_ppm >= PPM:
        raise TargetRefused(_("Nothing can be above 100 %."), field="threshold_ppm")
    try:
        target.clean_fields(exclude=["version", "indicator", "hours"])
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise TargetRefused(messages[0], field=field) from error
    bounded = ("threshold_ppm", "partial_ppm", "degraded_ppm", "warning_ppm")
    for field in bounded:
        if getattr(target, field) > PPM:
            raise TargetRefused(_("A percentage lies between 0 and 100."), field=field)
