"""Say which levels and volumes a requirement asks for."""

from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from agreements.models import Requirement, Volume, WantedTarget
from slm.engine.level import PPM
from slm.engine.metrics import Form, Metric, meaning

from .save_requirement import RequirementRefused, lock_writable

Asked = WantedTarget | Volume
Row = TypeVar("Row", WantedTarget, Volume)


@transaction.atomic
def ask_for_level(
    *, requirement: Requirement, wanted: WantedTarget | None = None, actor: Any, **fields: Any
) -> WantedTarget:
    """Add a wanted level, or change `wanted`; `fields` are those of WantedTarget."""
    row = _row(requirement, wanted or WantedTarget(), fields)
    if row.metric not in set(Metric):
        raise RequirementRefused(_("Choose what is measured."), field="metric")
    metric = meaning(Metric(row.metric))
    if metric.form is Form.SHARE:
        if row.threshold_ppm is None:
            raise RequirementRefused(_("Say which share is wanted."), field="threshold_ppm")
        if row.threshold_ppm > PPM:
            raise RequirementRefused(
                _("A percentage lies between 0 and 100."), field="threshold_ppm"
            )
        row.limit = None
    else:
        if row.limit is None:
            raise RequirementRefused(_("Say how much is wanted."), field="limit")
        row.threshold_ppm = None
    if metric.within and row.within is None:
        raise RequirementRefused(_("Say within which time."), field="within")
    if not metric.within:
        row.within = None
    return _save(row)


@transaction.atomic
def ask_for_volume(
    *, requirement: Requirement, volume: Volume | None = None, actor: Any, **fields: Any
) -> Volume:
    """Add a volume that will be used, or change `volume`; `fields` are those of Volume."""
    row = _row(requirement, volume or Volume(), fields)
    if row.peak is not None and row.usual is not None and row.peak < row.usual:
        raise RequirementRefused(
            _("The busiest month has at least what a usual one has."), field="peak"
        )
    return _save(row)


@transaction.atomic
def stop_asking(*, asked: Asked, actor: Any) -> None:
    """Take a wanted level or a volume out of a draft."""
    lock_writable(asked.requirement)
    asked.delete()


def _row(requirement: Requirement, row: Row, fields: dict[str, Any]) -> Row:
    row.requirement = lock_writable(requirement)
    for name, value in fields.items():
        setattr(row, name, value.strip() if isinstance(value, str) else value)
    if not row.requirement.services.filter(pk=row.service_id).exists():
        raise RequirementRefused(
            _("This service is not among those of the requirement."), field="service"
        )
    return row


def _save(row: Row) -> Row:
    try:
        row.clean_fields(exclude=["requirement", "service"])
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise RequirementRefused(messages[0], field=field) from error
    row.save()
    return row
