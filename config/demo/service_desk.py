"""The service desk of the demo: tickets of three priorities, with pauses, one near its deadline."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from accounts.models import User
from agreements.models import Version
from agreements.operations.add_targets import add_targets
from common.db.instants import from_seconds, to_seconds
from slm.engine.calendar import Calendar
from slm.engine.zones import DAY_SECONDS
from slm.models import Indicator, Service, ServiceHours, Source, WorkItem
from slm.operations.take_work_items import Ticket, take_work_items
from slm.queries.calendars import calendar_for, hours_by_id

SERVICE, HOURS, TOOL = "DESK", "OFFICE", "MEJA"
MINUTE, HOUR = 60, 3_600
P1_ANSWERED, P2_RESOLVED = 15 * MINUTE, 8 * HOUR
# So much service time is left of the open ticket that must be hurried.
LEFT = 40 * MINUTE
# Tickets are told for the last time so long after they were opened: by then all are resolved.
LIVES = 14 * DAY_SECONDS
# By priority: of a hundred tickets so many, medians of answer and resolution in service time.
KINDS = (
    ("P1", 12, 5 * MINUTE, 2 * HOUR),
    ("P2", 38, 25 * MINUTE, 3 * HOUR),
    ("P3", 50, 70 * MINUTE, 9 * HOUR),
)
TITLES = {
    "P1": ("Nobody in the ward can sign in", "Printing of labels stopped", "No network on floor 2"),
    "P2": ("Mailbox is full", "Scanner shows an error", "Report opens slowly", "Phone has no tone"),
    "P3": ("New keyboard", "Access for a new colleague", "Question about the intranet"),
}
A_DAY = 5
OPEN_ONES = (HURRY, WAITS, FRESH) = ("SD-HURRY", "SD-WAITS", "SD-FRESH")


def make_desk() -> Indicator:
    """The indicator of the desk's tickets, fed by the ticket tool."""
    return Indicator.objects.create(
        service=Service.objects.get(code=SERVICE),
        kind=Indicator.Kind.WORK_ITEMS,
        source=Source.objects.get(code=TOOL),
        is_fed=False,
    )


def promise_desk(version: Version, manager: User) -> None:
    """Promise answers and resolutions where the version promises the service desk anything."""
    promised = version.targets.filter(
        indicator__service__code=SERVICE, indicator__kind=Indicator.Kind.AVAILABILITY
    )
    for target in promised:
        desk = Indicator.objects.get(service__code=SERVICE, kind=Indicator.Kind.WORK_ITEMS)
        hours = ServiceHours.objects.get(code=HOURS)
        for metric, priority, within, share in (
            ("responded", "P1", P1_ANSWERED, 950_000),
            ("resolved", "P2", P2_RESOLVED, 900_000),
        ):
            add_targets(
                version=version,
                indicators=[desk],
                hours=hours,
                metric=metric,
                priority=priority,
                within=within,
                threshold_ppm=share,
                protects=target.protects,
                actor=manager,
            )


def tell_tickets(*, start: int, end: int) -> int:
    """What the tool says at `end` of the tickets that changed since `start`; how many did."""
    indicator = _desk()
    calendar = _calendar(start - LIVES, end)
    tickets = [
        _as_of(ticket, end)
        for ticket in _invented(indicator, calendar, start - LIVES, end)
        if ticket.resolved_at is None or to_seconds(ticket.resolved_at) >= start
    ]
    return _take(indicator, tickets, end)


def tell_open_tickets(*, now: int) -> None:
    """Tickets that are open as the demo begins: one to hurry, one that waits, one just opened."""
    indicator = _desk()
    calendar = _calendar(now - LIVES, now)
    told = (
        (HURRY, "P2", P2_RESOLVED - LEFT, "Discharge letters cannot be printed", False),
        (WAITS, "P2", 5 * HOUR, "Monitor flickers: waits for the user", True),
        (FRESH, "P1", 6 * MINUTE, "Ward 3 cannot open records", False),
    )
    tickets = []
    for reference, priority, used, title, waits in told:
        opened = _before(calendar, now, used)
        answered = calendar.advance(opened, 4 * MINUTE) or opened
        paused = calendar.advance(opened, used // 2) or now
        tickets.append(
            Ticket(
                external_id=reference,
                indicator=indicator,
                priority=priority,
                title=title,
                opened_at=from_seconds(opened),
                responded_at=from_seconds(answered) if priority == "P2" else None,
                pauses=((from_seconds(min(paused, now)), None),) if waits else (),
                told_at=from_seconds(now),
            )
        )
    _take(indicator, tickets, now)


def go_on_with_tickets(*, at: dt.datetime) -> int:
    """What happened at the desk since the demo was last told; old open tickets get resolved."""
    indicator = Indicator.objects.filter(
        service__code=SERVICE, kind=Indicator.Kind.WORK_ITEMS
    ).first()
    if indicator is None:
        return 0
    end = to_seconds(at)
    last = WorkItem.objects.filter(indicator=indicator).order_by("-told_at").first()
    since = to_seconds(last.told_at) if last is not None and last.told_at else end - DAY_SECONDS
    arrived = tell_tickets(start=since, end=end)
    leftover = WorkItem.objects.open().filter(
        indicator=indicator, opened_at__lt=from_seconds(end - 3 * DAY_SECONDS)
    )
    closed = [
        Ticket(
            external_id=item.external_id,
            indicator=indicator,
            priority=item.priority,
            title=item.title,
            opened_at=item.opened_at,
            responded_at=item.responded_at or from_seconds(end),
            resolved_at=from_seconds(end),
            pauses=tuple(
                (from_seconds(first), from_seconds(end if last is None else last))
                for first, last in item.pauses
            ),
            told_at=from_seconds(end),
        )
        for item in leftover.filter(external_id__in=OPEN_ONES)
    ]
    return arrived + _take(indicator, closed, end)


def _invented(indicator: Indicator, calendar: Calendar, start: int, end: int) -> Iterator[Ticket]:
    """The tickets opened in `[start, end)` with their whole lives, the same whenever asked."""
    days, edges = calendar.local_day_starts(start, end)
    for day, first in zip(days.tolist(), edges.tolist(), strict=True):
        windows = calendar.windows(first, first + DAY_SECONDS)
        if not len(windows):
            continue
        dice = np.random.default_rng(day)
        opens, closes = int(windows[0, 0]), int(windows[-1, 1])
        for number in range(int(dice.poisson(A_DAY))):
            # Some are opened before the desk does, and wait for it.
            opened = int(dice.integers(opens - HOUR, closes))
            ticket = _life(indicator, calendar, f"SD-{day}-{number + 1}", opened, dice)
            if start <= opened < end:
                yield ticket


def _life(
    indicator: Indicator,
    calendar: Calendar,
    reference: str,
    opened: int,
    dice: np.random.Generator,
) -> Ticket:
    throw = int(dice.integers(100))
    kind = KINDS[0 if throw < KINDS[0][1] else 1 if throw < KINDS[0][1] + KINDS[1][1] else 2]
    priority, _share, answer, resolution = kind
    answered = calendar.advance(opened, round(answer * float(dice.lognormal(0, 0.45)))) or opened
    work = round(resolution * float(dice.lognormal(0, 0.5)))
    titles = TITLES[priority]
    title = titles[int(dice.integers(len(titles)))]
    paused = calendar.advance(opened, work // 2) or answered
    pauses: tuple[tuple[dt.datetime, dt.datetime], ...] = ()
    if dice.random() < 0.2:
        # The clock stands while whoever reported it is asked something.
        goes_on = calendar.advance(paused, round(float(dice.uniform(1, 9)) * HOUR)) or paused
        pauses = ((from_seconds(paused), from_seconds(goes_on)),)
        resolved = calendar.advance(goes_on, work - work // 2) or goes_on
    else:
        resolved = calendar.advance(opened, work) or answered
    return Ticket(
        external_id=reference,
        indicator=indicator,
        priority=priority,
        title=title,
        opened_at=from_seconds(opened),
        responded_at=from_seconds(min(answered, resolved)),
        resolved_at=from_seconds(resolved),
        pauses=pauses,
    )


def _as_of(ticket: Ticket, end: int) -> Ticket:
    """A ticket as it is known at `end`: what lies ahead has not happened."""
    now = from_seconds(end)
    return replace(
        ticket,
        responded_at=_known(ticket.responded_at, now),
        resolved_at=_known(ticket.resolved_at, now),
        pauses=tuple((first, _known(last, now)) for first, last in ticket.pauses if first <= now),
        told_at=now,
    )


def _known(moment: dt.datetime | None, now: dt.datetime) -> dt.datetime | None:
    return None if moment is None or moment > now else moment


def _before(calendar: Calendar, now: int, amount: int) -> int:
    """The instant from which so much service time had passed at `now`."""
    early = now - LIVES
    return calendar.advance(early, calendar.elapsed(early, now) - amount) or early


def _desk() -> Indicator:
    return Indicator.objects.select_related("source", "service").get(
        service__code=SERVICE, kind=Indicator.Kind.WORK_ITEMS
    )


def _calendar(start: int, end: int) -> Calendar:
    hours = ServiceHours.objects.get(code=HOURS)
    return calendar_for(hours_by_id([hours.pk])[hours.pk], start, end + LIVES)


def _take(indicator: Indicator, tickets: list[Ticket], end: int) -> int:
    if not tickets:
        return 0
    assert indicator.source is not None
    taken = take_work_items(
        source=indicator.source, tickets=tickets, actor=None, at=from_seconds(end)
    )
    return taken.new + taken.changed
