"""What the first page of service levels costs the server, at the size of a first installation."""

import datetime as dt
from typing import Any

from django.db import connection
from django.test import Client

from agreements.operations.tick import tick
from bench.population import fill_facts, make_fleet, make_manager, make_promises
from bench.results import Results, best_ms
from config.demo.bulk import settle

OVERVIEW = "/levels/"
SERVICES, MONTHS = 16, 6


def measure_overview(results: Results, *, at: dt.datetime) -> None:
    """Milliseconds and queries of the overview of a small provider with half a year behind it."""
    fleet = make_fleet(indicators=SERVICES, months=MONTHS, at=at, prefix="SMALL")
    fill_facts(fleet, start_at=fleet.start_at, end_at=at)
    make_promises(fleet, from_at=fleet.start_at)
    settle()
    tick(at=at)
    measure_page(results, "page.overview", OVERVIEW, times=7)


def measure_page(results: Results, name: str, path: str, *, times: int) -> None:
    """Milliseconds and queries of a page, as a service level manager sees it."""
    client = Client(SERVER_NAME="localhost")
    client.force_login(make_manager())
    queries: list[str] = []

    def look() -> None:
        answer = client.get(path, secure=True, follow=True)
        if answer.status_code != 200:
            raise AssertionError(f"{path}: {answer.status_code}")

    def count(execute: Any, sql: str, *rest: Any) -> Any:
        queries.append(sql)
        return execute(sql, *rest)

    look()
    with connection.execute_wrapper(count):
        look()
    results.at_most(name, best_ms(look, times=times), "ms", 150)
    results.at_most(f"{name}_queries", len(queries), "queries", 25)
