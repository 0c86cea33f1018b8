"""Say by hand that services are out."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from slm.models import Fact, Layer, Service, Slice, Source

from .record_outage import OutageRefused, record_outage

MANUAL_CODE = "MANUAL"
_PREFIX = "O-"


@transaction.atomic
def declare_outage(
    *,
    services: Sequence[Service],
    slice: Slice | None = None,
    layer: Layer = Layer.DOWN,
    start_at: dt.datetime,
    end_at: dt.datetime | None = None,
    reason: str = "",
    actor: Any,
    at: dt.datetime,
) -> list[Fact]:
    """Record one outage for each service under the source of what is entered by hand.

    They get numbers of their own, O-0001 and on. A slice only goes with its own service.
    """
    if not services:
        raise OutageRefused(_("Choose at least one service."), field="services")
    if slice is not None and [service.pk for service in services] != [slice.service_id]:
        raise OutageRefused(_("A slice goes with its own service alone."), field="slice")
    source = _manual_source()
    number = _last_number(source)
    return [
        record_outage(
            source=source,
            external_id=f"{_PREFIX}{number + place:04d}",
            service=service,
            slice=slice,
            layer=layer,
            start_at=start_at,
            end_at=end_at,
            reason=reason,
            actor=actor,
            at=at,
        )
        for place, service in enumerate(services, start=1)
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
