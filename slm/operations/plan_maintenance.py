"""Plan maintenance: enter a span in the log, and take it out of levels if notice was in time."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import Installation
from common.problems import Refusal
from slm.models import Fact, Layer, Maintenance, MaintenanceFact, Source
from slm.models.maintenance import MAX_REFERENCE

from .declare_outage import MANUAL_CODE
from .write_protections import Claim, Part, refuse_parts, refuse_span, write_protections

DAY_SECONDS = 86_400
MAX_AHEAD = dt.timedelta(minutes=10)
PREFIX = "M-"


class MaintenanceRefused(Refusal):
    """The maintenance is not recorded as given."""

    code = "maintenance_refused"


@transaction.atomic
def plan_maintenance(
    *,
    parts: Sequence[Part],
    title: str,
    start_at: dt.datetime,
    end_at: dt.datetime,
    announced_at: dt.datetime | None,
    reason: str = "",
    notice_seconds: int | None = None,
    source: Source | None = None,
    external_id: str = "",
    actor: Any,
    at: dt.datetime,
) -> Maintenance:
    """Enter one maintenance of one or several services or slices.

    It takes time out of their levels if notice was given `notice_seconds` before it begins (by
    default the installation's days) and it is entered before it begins; otherwise it waits in the
    log for an approval (case T56). Without a source it is entered by hand and gets a number.
    """
    check_plan(parts=parts, title=title, announced_at=announced_at, at=at)
    refuse_span(MaintenanceRefused, start_at, end_at, at)
    if source is None:
        source = manual_source()
        external_id = next_reference(source, Maintenance, PREFIX)
    maintenance = Maintenance(
        source=source,
        external_id=external_id,
        title=title.strip(),
        reason=reason,
        start_at=start_at,
        end_at=end_at,
        announced_at=announced_at,
        notice_seconds=default_notice_seconds() if notice_seconds is None else notice_seconds,
        entered_at=at,
    )
    enter([maintenance], parts=parts, actor=actor, at=at)
    return maintenance


def check_plan(
    *, parts: Sequence[Part], title: str, announced_at: dt.datetime | None, at: dt.datetime
) -> None:
    """Raise MaintenanceRefused for what no maintenance may say."""
    refuse_parts(MaintenanceRefused, parts)
    if not title.strip():
        raise MaintenanceRefused(_("Give it a title."), field="title")
    if announced_at is not None and announced_at > at + MAX_AHEAD:
        raise MaintenanceRefused(
            _("Notice is entered when it has been given, not before."), field="announced_at"
        )


def default_notice_seconds() -> int:
    """The notice that the installation asks for."""
    return Installation.current().maintenance_notice_days * DAY_SECONDS


def manual_source() -> Source:
    """The source of what is entered by hand, locked so that two never take the same number."""
    Source.objects.get_or_create(
        code=MANUAL_CODE, defaults={"name": _("Entered by hand"), "kind": Source.Kind.MANUAL}
    )
    return Source.objects.select_for_update().get(code=MANUAL_CODE)


def next_reference(source: Source, model: Any, prefix: str) -> str:
    """The next free number of a source's records, such as M-0001; the source comes locked."""
    taken = model.objects.filter(source=source, external_id__regex=rf"^{prefix}\d{{1,9}}$")
    last = max(
        (int(key.removeprefix(prefix)) for key in taken.values_list("external_id", flat=True)),
        default=0,
    )
    return f"{prefix}{last + 1:04d}"


def layer_of(maintenance: Maintenance) -> Layer:
    """What the facts of a maintenance claim as it now stands: nothing, until it is effective."""
    return Layer.PLANNED if maintenance.is_effective else Layer.GOOD


def enter(
    rows: Sequence[Maintenance], *, parts: Sequence[Part], actor: Any, at: dt.datetime
) -> None:
    """Store new maintenances of the same parts, with the first version of their facts."""
    for row in rows:
        if not row.external_id or len(row.external_id) > MAX_REFERENCE:
            raise MaintenanceRefused(
                _("A reference has 1 to %(limit)d characters.") % {"limit": MAX_REFERENCE},
                field="external_id",
            )
        row.is_effective = row.judge()
    try:
        with transaction.atomic():
            Maintenance.objects.bulk_create(rows)
            facts = [[new_fact(row, part) for part in parts] for row in rows]
            by_title: dict[str, list[Claim]] = {}
            for row, mine in zip(rows, facts, strict=True):
                by_title.setdefault(row.title, []).extend(
                    Claim(fact, layer_of(row), row.start_at, row.end_at) for fact in mine
                )
            for title, claims in by_title.items():
                write_protections(claims, reason=title, actor=actor, at=at)
            MaintenanceFact.objects.bulk_create(
                MaintenanceFact(maintenance=row, fact=fact)
                for row, mine in zip(rows, facts, strict=True)
                for fact in mine
            )
    except IntegrityError as error:
        raise MaintenanceRefused(
            _("Something else has this reference already."), field="external_id"
        ) from error


def new_fact(maintenance: Maintenance, part: Part) -> Fact:
    """The fact of one part, not stored yet."""
    return Fact(
        source=maintenance.source,
        external_id=f"{maintenance.external_id}@{part.name}",
        kind=Fact.Kind.MAINTENANCE,
        service=part.service,
        slice=part.slice,
    )
