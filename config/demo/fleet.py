"""A demo of any size: thousands of services, a year of facts, agreements over all of them.

What happened is invented month by month and written in bulk, each row as its verb would have made
it; agreements are made by their verbs, and verdicts, breaches and closed periods by the tick that
every installation runs, a month at a time, so that each has its true date.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, fields

import numpy as np
import pghistory
from django.db import transaction

from accounts.models import User
from agreements.models import Agreement
from agreements.operations.activate import activate
from agreements.operations.add_targets import add_targets
from agreements.operations.save_agreement import create_agreement
from agreements.operations.save_version import save_version
from agreements.operations.tick import tick
from brm.models import Customer
from common.db.instants import from_seconds, to_seconds
from common.db.partitions import ensure_months
from notices.models import Delivery
from slm.engine.layers import Layer
from slm.engine.spans import Instants
from slm.engine.zones import zone
from slm.models import (
    BucketDay,
    Dirty,
    Fact,
    FactVersion,
    Indicator,
    Maintenance,
    MaintenanceFact,
    Provider,
    Service,
    ServiceHours,
    Source,
)
from slm.operations.hear_sources import hear_sources
from slm.operations.plan_maintenance import default_notice_seconds

from . import story
from .bulk import insert_rows, new_ids, settle
from .history import months_back

TOOL = "FLEET"
MONTHS = 12
OUTAGES, MAINTENANCES = 10, 2  # of a service in a month
TARGETS = 100  # of an agreement
# The strict few keep the desk busy; all others use about a third of their budget.
USUAL_PPM, STRICT_PPM, ONE_STRICT_IN = 995_000, 998_000, 20
SHORTEST, LONGEST, WINDOW = 60, 720, 7_200  # seconds
TOLD_AFTER, ANNOUNCED_BEFORE = 300, 10 * 86_400  # seconds
REASON, TITLE = "Restarted by the team on duty", "Monthly patching"
# Periods close three days after their end.
_LOOKED_AT_AFTER = dt.timedelta(days=3, hours=1)
_BATCH = 1_000
_MONTH = 30 * 86_400


@dataclass(frozen=True, eq=False)
class Happenings:
    """What happened to services, in the order of `told`: a row for each outage or maintenance.

    `number` makes the reference of the row, `told` is when its source said it. All in UTC seconds.
    """

    number: Instants
    service: Instants
    is_planned: Instants
    start: Instants
    end: Instants
    told: Instants

    def __len__(self) -> int:
        return len(self.number)

    def pick(self, which: np.ndarray) -> "Happenings":
        return Happenings(*(getattr(self, field.name)[which] for field in fields(self)))


def is_a_fleet() -> bool:
    """Whether this installation's demo is one of size."""
    return Source.objects.filter(code=TOOL).exists()


def make_fleet(*, size: int, at: dt.datetime, report: Callable[[str], None]) -> None:
    """Make `size` services with agreements, and live a year of them. People are there already."""
    manager = User.objects.get(email=story.PEOPLE[0].email)
    months = months_back(at.astimezone(zone(story.ZONE).info), MONTHS)
    begins = from_seconds(months[0][0])
    make_services(size=size)
    report(f"{size} services")
    services = _service_ids()
    promise(manager=manager, at=begins, report=report)
    for place, (start, end) in enumerate(months):
        until = min(at, from_seconds(end) + _LOOKED_AT_AFTER)
        happened = invent(services, start=start, end=end, now=to_seconds(until))
        happen(happened)
        if place < 3:
            # Until then each month makes the tables many times as large.
            settle()
        live(until)
        report(f"{from_seconds(start + 86_400):%B %Y}: {len(happened)} facts, looked at")


def make_services(*, size: int) -> None:
    """Services without a tree, each with one indicator that is up unless an outage is reported."""
    Source.objects.create(code=TOOL, name="Ticket tool", kind=Source.Kind.REST)
    provider = Provider.objects.order_by("pk").first()
    owner = User.objects.get(email=story.PEOPLE[2].email)
    digits = len(str(size))
    services = Service.objects.bulk_create(
        (
            Service(
                code=f"{TOOL}-{number:0{digits}d}",
                name=f"Service {number:0{digits}d}",
                provider=provider,
                owner=owner,
                outcome="It is there when it is needed.",
            )
            for number in range(1, size + 1)
        ),
        batch_size=_BATCH,
    )
    Indicator.objects.bulk_create(
        (Indicator(service=service, is_fed=False) for service in services), batch_size=_BATCH
    )


def promise(*, manager: User, at: dt.datetime, report: Callable[[str], None]) -> None:
    """An agreement for each hundred indicators, in force from the local day of `at` on."""
    hours = list(ServiceHours.objects.order_by("pk"))
    customers = list(Customer.objects.filter(parent=None).order_by("pk"))
    indicators = list(
        Indicator.objects.filter(service__code__startswith=f"{TOOL}-")
        .select_related("service")
        .order_by("pk")
    )
    for number, begin in enumerate(range(0, len(indicators), TARGETS)):
        # One context for each: a history walks past all that was written in its context before.
        with pghistory.context(user=manager.pk, door="demo"), transaction.atomic():
            _agree(
                number,
                indicators[begin : begin + TARGETS],
                hours=hours[number % len(hours)],
                customer=customers[number % len(customers)],
                manager=manager,
                at=at,
            )
        if (number + 1) % 25 == 0 or begin + TARGETS >= len(indicators):
            report(f"{number + 1} agreements")


def _agree(
    number: int,
    indicators: list[Indicator],
    *,
    hours: ServiceHours,
    customer: Customer,
    manager: User,
    at: dt.datetime,
) -> None:
    """One agreement, written, agreed on and put in force."""
    agreement = create_agreement(
        code=f"SLA-{1_001 + number}",
        title=f"Services for {customer.name}, part {number + 1}",
        kind=Agreement.Kind.SLA,
        zone=story.ZONE,
        customers=[customer],
        owner=manager,
        actor=manager,
        at=at,
    )
    version = save_version(
        version=agreement.versions.get(number=1),
        starts_on=at.astimezone(zone(story.ZONE).info).date(),
        ends_on=None,
        evidence="Minutes of the signing, kept with the agreement.",
        actor=manager,
    )
    for strict, share in ((False, USUAL_PPM), (True, STRICT_PPM)):
        chosen = [
            indicator
            for place, indicator in enumerate(indicators)
            if (place % ONE_STRICT_IN == 0) == strict
        ]
        if chosen:
            add_targets(
                version=version,
                indicators=chosen,
                hours=hours,
                threshold_ppm=share,
                actor=manager,
            )
    activate(version=version, actor=manager, at=at)


def invent(services: Instants, *, start: int, end: int, now: int) -> Happenings:
    """Ten outages and two maintenances of each service in the month `[start, end)`, known by `now`.

    The same services and month make the same.
    """
    dice = np.random.default_rng(start)
    count = OUTAGES + MAINTENANCES
    service = np.repeat(services, count)
    is_planned = np.tile(np.arange(count) >= OUTAGES, len(services))
    begins = dice.integers(start, end - WINDOW, len(service))
    lasts = np.where(is_planned, WINDOW, dice.integers(SHORTEST, LONGEST, len(service)))
    told = np.where(is_planned, begins - ANNOUNCED_BEFORE, begins + lasts + TOLD_AFTER)
    first = Fact.objects.filter(source__code=TOOL).count() + 1
    order = np.argsort(told, kind="stable")
    order = order[told[order] <= now]
    return Happenings(
        number=first + np.arange(len(order)),
        service=service[order],
        is_planned=is_planned[order].astype(np.int64),
        start=begins[order],
        end=(begins + lasts)[order],
        told=told[order],
    )


@transaction.atomic
def happen(rows: Happenings) -> None:
    """Write what happened, as `record_outage` and `plan_maintenance` would have, row for row.

    What must be computed again is marked once for each indicator and not once for each fact.
    """
    if not len(rows):
        return
    first, last = from_seconds(int(rows.start.min())), from_seconds(int(rows.end.max()))
    for model in (FactVersion, BucketDay):
        ensure_months(model, first.date() - dt.timedelta(days=1), last.date())
    source = Source.objects.get(code=TOOL)
    ids = new_ids(Fact, len(rows))
    layer = np.where(rows.is_planned, Layer.PLANNED, Layer.DOWN)
    span = {"start_at": ("instant", rows.start), "end_at": ("instant", rows.end)}
    insert_rows(
        Fact,
        {
            "id": ("int8", ids),
            "service_id": ("int8", rows.service),
            "layer": ("int2", layer),
            "number": ("int8", rows.number),
            **span,
        },
        {
            "source_id": "%(source)s",
            "kind": "CASE layer WHEN 1 THEN 'maintenance' ELSE 'outage' END",
            "external_id": "CASE layer WHEN 1 THEN 'CHG-' || number || '@' ||"
            " (SELECT code FROM slm_service WHERE id = bulk_rows.service_id)"
            " ELSE 'INC-' || number END",
        },
        parameters={"source": source.pk},
        helpers={"number"},
    )
    insert_rows(
        FactVersion,
        {
            "fact_id": ("int8", ids),
            "layer": ("int2", layer),
            "received_at": ("instant", rows.told),
            **span,
        },
        {"number": "1", "reason": "CASE layer WHEN 1 THEN %(title)s ELSE %(reason)s END"},
        parameters={"title": TITLE, "reason": REASON},
    )
    _plan(rows.pick(np.flatnonzero(rows.is_planned)), ids[rows.is_planned > 0], source)
    _touch(rows)
    hear_sources(ids=[source.pk], at=from_seconds(int(rows.told.max())))


def _plan(rows: Happenings, fact_ids: Instants, source: Source) -> None:
    """The records of maintenance behind their facts, announced in time."""
    ids = new_ids(Maintenance, len(rows))
    insert_rows(
        Maintenance,
        {
            "id": ("int8", ids),
            "number": ("int8", rows.number),
            "start_at": ("instant", rows.start),
            "end_at": ("instant", rows.end),
            "announced_at": ("instant", rows.told),
            "entered_at": ("instant", rows.told),
        },
        {
            "source_id": "%(source)s",
            "external_id": "'CHG-' || number",
            "title": "%(title)s",
            "notice_seconds": "%(notice)s",
            "is_effective": "TRUE",
        },
        parameters={"source": source.pk, "title": TITLE, "notice": default_notice_seconds()},
        helpers={"number"},
    )
    insert_rows(MaintenanceFact, {"maintenance_id": ("int8", ids), "fact_id": ("int8", fact_ids)})


def _touch(rows: Happenings) -> None:
    indicators = dict(Indicator.objects.values_list("service_id", "pk"))
    order = np.argsort(rows.service, kind="stable")
    service = rows.service[order]
    head = np.flatnonzero(np.append(True, service[1:] != service[:-1]))
    count = len(head)
    insert_rows(
        Dirty,
        {
            "indicator_id": ("int8", [indicators[pk] for pk in service[head].tolist()]),
            "from_at": ("instant", np.minimum.reduceat(rows.start[order], head)),
            "to_at": ("instant", np.maximum.reduceat(rows.end[order], head)),
            "created_at": ("instant", np.full(count, rows.told.max())),
        },
    )


def live(until: dt.datetime) -> None:
    """Judge what has come, and let what was told be read: nobody reads a year in one morning."""
    tick(at=until)
    Delivery.objects.filter(sent_at=None).update(
        state=Delivery.State.SENT, sent_at=until, read_at=until
    )


def go_on_with_fleet(*, at: dt.datetime) -> int:
    """Outages since the fleet was last told about, at its usual rate; how many there were."""
    source = Source.objects.get(code=TOOL)
    if source.last_contact_at is None:
        return 0
    past = max(0, to_seconds(at) - to_seconds(source.last_contact_at))
    usual = Service.objects.filter(code__startswith=f"{TOOL}-").count() * OUTAGES
    happened = sudden_outages(usual * past // _MONTH, since_at=source.last_contact_at, at=at)
    happen(happened)
    return len(happened)


def sudden_outages(count: int, *, since_at: dt.datetime, at: dt.datetime) -> Happenings:
    """So many outages of any services, told between two instants."""
    now = to_seconds(at)
    dice = np.random.default_rng(now)
    told = np.sort(dice.integers(to_seconds(since_at) + 1, now + 1, count))
    end = told - TOLD_AFTER
    return Happenings(
        number=Fact.objects.filter(source__code=TOOL).count() + 1 + np.arange(count),
        service=dice.choice(_service_ids(), count),
        is_planned=np.zeros(count, dtype=np.int64),
        start=end - dice.integers(SHORTEST, LONGEST, count),
        end=end,
        told=told,
    )


def _service_ids() -> Instants:
    rows = Service.objects.filter(code__startswith=f"{TOOL}-").order_by("pk")
    return np.array(rows.values_list("pk", flat=True), dtype=np.int64)
