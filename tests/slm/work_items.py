"""What tests of work items begin from: a help desk, its tool, and tickets in few words."""

import datetime as dt
from dataclasses import dataclass

from slm.engine.metrics import Metric
from slm.models import Indicator, PeriodState, Service, ServiceHours, Source
from slm.operations.take_work_items import Ticket, take_work_items
from slm.operations.watch_period import measure_for, watch_periods
from tests.slm.times import ALWAYS, MONDAY, make_hours

__all__ = ["ALWAYS", "MONDAY", "Desk", "make_desk", "make_hours"]

HOUR = dt.timedelta(hours=1)
OFFICE = [[day, "08:00", "16:00"] for day in range(5)]
# The week of Monday 23 November 2026 in Jakarta.
WEEK_ENDS = MONDAY + dt.timedelta(days=7)


@dataclass
class Desk:
    """A help desk whose tickets a tool tells."""

    service: Service
    indicator: Indicator
    source: Source

    def ticket(self, reference: str, opened, *, responded=None, resolved=None, **said) -> Ticket:
        """A ticket with its instants in hours since MONDAY."""
        pauses = tuple((_at(start), _at(end)) for start, end in said.pop("pauses", ()))
        return Ticket(
            external_id=reference,
            indicator=self.indicator,
            opened_at=_at(opened),
            responded_at=_at(responded),
            resolved_at=_at(resolved),
            pauses=pauses,
            **said,
        )

    def take(self, *tickets: Ticket, at: dt.datetime = WEEK_ENDS, **how):
        return take_work_items(source=self.source, tickets=tickets, actor=None, at=at, **how)

    def watch(
        self,
        hours: ServiceHours,
        metric: Metric,
        *,
        at: dt.datetime,
        start=MONDAY,
        end=WEEK_ENDS,
        within: int | None = None,
        priority: str = "",
    ) -> PeriodState:
        measure = measure_for(
            indicator=self.indicator, hours=hours, metric=metric, within=within, priority=priority
        )
        wanted = measure, start, end
        return watch_periods(wanted=[wanted], at=at)[measure.pk, start, end]


def _at(hours) -> dt.datetime | None:
    return None if hours is None else MONDAY + hours * HOUR


def make_desk(code: str = "DESK") -> Desk:
    service = Service.objects.create(code=code, name=f"Service desk {code}")
    source = Source.objects.create(code=f"TOOL-{code}", name=f"Ticket tool {code}")
    indicator = Indicator.objects.create(
        service=service, source=source, kind=Indicator.Kind.WORK_ITEMS, is_fed=False
    )
    return Desk(service, indicator, source)
