"""Say by hand that services or slices of them are out."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from slm.models import Fact, Layer, Source

from .record_outage import OutageRefused, record_outage
from .write_protections import Part, refuse_parts

MANUAL_CODE = "MANUAL"
_PREFIX = "O-"


@transaction.atomic
def declare_outage(
    *,
    parts: Sequence[Part],
    layer: Layer = Layer.DOWN,
    start_at: dt.datetime,
    end_at: dt.datetime | None = None,
    reason: str = "",
    actor: Any,
    at: dt.datetime,
) -> list[Fact]:
    """Record one outage for each service or slice under the source of what is entered by hand.

    They get numbers of their own, O-0001 and on. A service stands for all its slices: one of them
    beside it would say the same time twice.
    """
    refuse_parts(OutageRefused, parts)
    whole = {part.service.pk for part in parts if part.slice is None}
    twice = next((part for part in parts if part.slice and part.service.pk in whole), None)
    if twice is not None:
        raise OutageRefused(
            _("%(service)s stands for all its slices: choose it or some of them.")
            % {"service": twice.service.name},
            field="parts",
        )
    source = _manual_source()
    number = _last_number(source)
    return [
        record_outage(
            source=source,
            external_id=f"{_PREFIX}{number + place:04d}",
            service=part.service,
            slice=part.slice,
            layer=layer,
            start_at=start_at,
            end_at=end_at,
            reason=reason,
            actor=actor,
            at=at,
        )
        for place, part in enumerate(parts, start=1)
    ]


def _manual_source() -> Source:
    """The source of what is entered by hand, locked so that two never take the same number."""
    Source.objects.get_or_create(
        code=MANUAL_CODE, defaults={"name": _("Entered by hand"), "kind": Source.Kind.MANUAL}
    )
    return Source.objects.select_for_update().get(code=MANUAL_CODE)


def _last_number(source: Source) -> int:
    taken = Fact.objects.filter(source=source, external_id__regex=rf"^{_PREFIX}\d{{1,9}}$")
    return max(
        (int(key.removeprefix(_PREFIX)) for key in taken.values_list("external_id", flat=True)),
        default=0,
    )
