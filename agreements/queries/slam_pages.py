"""Which services a table of levels shows, and how all of them stand, without their figures."""

import datetime as dt
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import QuerySet

from agreements.models import Commitment, State
from agreements.queries.standing import URGENCY

# Of what is at risk those are weighed against each other whose instant comes first.
WEIGHED = 12

_NOBODY = len(URGENCY)
_RANK = " ".join(f"WHEN '{state}' THEN {place}" for place, state in enumerate(URGENCY))
# A verdict counts in the month of its last second, in the zone of its hours.
_ASKED = f"""
WITH mine AS NOT MATERIALIZED ({{commitments}}), months AS NOT MATERIALIZED (
    SELECT id AS hours_id, timezone(zone, %(last)s::timestamp) AS begins_at,
           timezone(zone, %(month)s::timestamp) AS ends_at
      FROM slm_servicehours
), stands AS MATERIALIZED (
    SELECT mine.service_id,
           coalesce(min(rank) FILTER (WHERE period_end_at > %(at)s), {_NOBODY}) AS now,
           coalesce(min(rank) FILTER (WHERE period_end_at <= %(at)s
                    AND period_end_at > begins_at AND period_end_at <= ends_at),
                    {_NOBODY}) AS last
      FROM mine
      JOIN months ON months.hours_id = mine.hours_id
      LEFT JOIN (SELECT commitment_id, period_end_at, CASE state {_RANK} END AS rank
                   FROM agreements_verdict
                  WHERE period_start_at <= %(at)s
                    AND period_end_at > (SELECT min(begins_at) FROM months)) AS judged
        ON judged.commitment_id = mine.id
     GROUP BY mine.service_id
), page AS (
    SELECT service.id, stands.now, service.name
      FROM stands JOIN slm_service AS service ON service.id = stands.service_id
     WHERE %(rank)s IS NULL OR stands.now = %(rank)s
     ORDER BY stands.now, service.name, service.id
    OFFSET %(offset)s LIMIT %(limit)s
), pressing AS (
    SELECT verdict.commitment_id
      FROM agreements_verdict AS verdict
     WHERE state = '{State.AT_RISK}' AND period_start_at <= %(at)s AND period_end_at > %(at)s
       AND commitment_id IN (SELECT id FROM mine)
     ORDER BY coalesce(breaches_at, period_end_at), id
     LIMIT {WEIGHED}
)
SELECT 'count', now, last, count(*) FROM stands GROUP BY now, last
 UNION ALL
SELECT 'page', NULL, NULL, id FROM page
 UNION ALL
SELECT 'pressing', NULL, NULL, commitment_id FROM pressing
"""


@dataclass(frozen=True, slots=True)
class Overall:
    """How many services stand how, and the ids of those that were asked for.

    `pressing` are commitments at risk, by id, whose breach or end of period comes first.

    `states` counts the worst running target of each service, `last_month` those that ended in
    `month`; `services` also counts those in which nothing goes on.
    """

    shown: list[int]
    pressing: list[int]
    services: int
    states: dict[State, int]
    month: dt.date
    last_month: dict[State, int]

    @property
    def running(self) -> int:
        """Services with a running period."""
        return sum(self.states.values())


class Services:
    """Services with a promise among `commitments` as of `at`, the most urgent first.

    Months are those of `zone`; `months` back a promise may have ended.
    """

    def __init__(
        self, commitments: QuerySet[Commitment], *, at: dt.datetime, zone: str, months: int
    ) -> None:
        self.commitments = commitments
        month = at.astimezone(ZoneInfo(zone)).date().replace(day=1)
        self.month = _before(month, 1)
        first = dt.datetime.combine(_before(month, months), dt.time(), ZoneInfo(zone))
        mine = (
            commitments.filter(start_at__lte=at)
            .exclude(end_at__lte=first)
            .order_by()
            .values_list("pk", "measure__indicator__service", "measure__hours")
        )
        sql, parameters = mine.query.sql_with_params()
        with connection.cursor() as cursor:
            within = cursor.mogrify(sql, parameters).decode().replace("%", "%%")
        self._sql = _ASKED.format(
            commitments=f"SELECT * FROM ({within}) AS mine (id, service_id, hours_id)"
        )
        self._asked: dict[str, Any] = {
            "at": at,
            "last": self.month,
            "month": month,
        }

    def look(self, *, state: str = "", offset: int = 0, limit: int) -> Overall:
        """Some services from the `offset`-th on, if wanted those in a state, and how all stand.

        One query.
        """
        states, last_month = dict.fromkeys(URGENCY, 0), dict.fromkeys(URGENCY, 0)
        found: dict[str, list[int]] = {"page": [], "pressing": []}
        services = 0
        asked = {
            "rank": URGENCY.index(State(state)) if state else None,
            "offset": offset,
            "limit": limit,
        }
        with connection.cursor() as cursor:
            cursor.execute(self._sql, self._asked | asked)
            rows = cursor.fetchall()
        for kind, now, last, value in rows:
            if kind in found:
                found[kind].append(value)
                continue
            services += value
            if now < _NOBODY:
                states[URGENCY[now]] += value
            if last < _NOBODY:
                last_month[URGENCY[last]] += value
        return Overall(found["page"], found["pressing"], services, states, self.month, last_month)


def _before(month: dt.date, count: int) -> dt.date:
    year, index = divmod(month.year * 12 + month.month - 1 - count, 12)
    return dt.date(year, index + 1, 1)
