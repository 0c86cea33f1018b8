"""Small worlds that live the same day, to be compared however they came to know of it."""

import datetime as dt
import random
from dataclasses import dataclass
from typing import Any

from django.db.models import F

from accounts.models import User
from agreements.models import Breach, Verdict
from agreements.operations.activate import activate
from brm.models import Customer
from notices.models import Notice
from slm.models import BucketDay, Fact, Indicator, PeriodState, Source
from slm.operations.record_outage import record_outage
from tests.scenarios.building import make_agreement, make_hours, make_indicator, make_source

SERVICES = 8
# The day that is lived, and the month that is judged by it: 43 minutes and 12 seconds may be bad.
MONTH_AT = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
DAY_AT = dt.datetime(2026, 11, 24, tzinfo=dt.UTC)
END_AT = DAY_AT + dt.timedelta(days=1)
OFFICE: list[list[Any]] = [[day, "08:00", "17:00"] for day in range(5)]
SUMS = [f.name for f in BucketDay._meta.fields if f.name.endswith("_seconds")]
PERIOD = [f.name for f in PeriodState._meta.fields if f.name not in ("id", "measure", "revision")]


@dataclass(frozen=True)
class Said:
    """One thing that a tool said: the outage `number` of a service was so, as known then."""

    service: int
    number: int
    start_at: dt.datetime
    end_at: dt.datetime | None


@dataclass(frozen=True)
class World:
    """Services of one name with an agreement of their own."""

    name: str
    source: Source
    indicators: tuple[Indicator, ...]

    def hear(self, said: Said, *, at: dt.datetime) -> Fact:
        return record_outage(
            source=self.source,
            external_id=f"INC-{said.service}-{said.number}",
            service=self.indicators[said.service].service,
            start_at=said.start_at,
            end_at=said.end_at,
            at=at,
        )

    def rows(self) -> dict[str, Any]:
        """All that was computed, judged and told of it, without ids."""
        mine = {"measure__indicator__in": self.indicators}
        place = {row.pk: number for number, row in enumerate(self.indicators)}
        verdicts = Verdict.objects.filter(commitment__measure__indicator__in=self.indicators)
        breaches = Breach.objects.filter(verdict__in=verdicts)
        told = Notice.objects.filter(facts__agreement=f"SLA-{self.name}")
        return {
            "days": _sorted(BucketDay.objects.filter(**mine), place, "day", *SUMS),
            "periods": _sorted(PeriodState.objects.filter(**mine), place, *PERIOD),
            "verdicts": sorted(
                (place[indicator], *rest)
                for indicator, *rest in verdicts.values_list(
                    "commitment__measure__indicator",
                    "period_label",
                    "state",
                    "is_close",
                    "breaches_at",
                    "episode",
                )
            ),
            "breaches": sorted(
                (place[indicator], *rest)
                for indicator, *rest in breaches.values_list(
                    "commitment__measure__indicator", "breached_at", "step", "reopened"
                )
            ),
            "notices": sorted(
                (*rest, int(service.rpartition("-")[2]))
                for *rest, service in told.values_list(
                    "kind", "period", "level", "episode", "happened_at", "facts__service"
                )
            ),
        }


def make_world(name: str, *, customer: Customer, manager: User) -> World:
    """Eight services, half of them promised round the clock, half in office hours: 99.9 %."""
    source = make_source(f"TOOL-{name}")
    indicators = tuple(make_indicator(f"SRV-{name}-{number}") for number in range(SERVICES))
    always = make_hours(f"ALWAYS-{name}")
    office = make_hours(f"OFFICE-{name}", OFFICE)
    version = make_agreement(
        f"SLA-{name}",
        [customer],
        hours=always,
        start_at=MONTH_AT,
        indicators=indicators[::2],
        threshold_ppm=999_000,
    )
    for indicator in indicators[1::2]:
        version.targets.create(indicator=indicator, hours=office, threshold_ppm=999_000)
    activate(version=version, actor=manager, at=MONTH_AT)
    return World(name, source, indicators)


def a_day(seed: int) -> list[Said]:
    """What a tool says in a day: outages that overlap, are told open first, and are corrected."""
    dice = random.Random(seed)
    told = []
    for service in range(SERVICES):
        for number in range(dice.randint(1, 6)):
            begin = DAY_AT + dt.timedelta(seconds=dice.randrange(80_000))
            lasts = [dice.randrange(30, 2_400) for _ in range(dice.randint(1, 3))]
            told += [
                Said(service, number, begin, begin + dt.timedelta(seconds=last)) for last in lasts
            ]
    return told


def _sorted(rows: Any, place: dict[int, int], *names: str) -> list[tuple]:
    found = rows.annotate(of=F("measure__indicator")).values_list("of", *names)
    return sorted(((place[of], *rest) for of, *rest in found), key=str)
