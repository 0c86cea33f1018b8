"""What the first page of service levels costs the server, at the size of a first installation."""

import datetime as dt
from typing import Any

from django.db import connection
from django.test import Client

from accounts.models import Role, RoleAssignment, User
from agreements.operations.tick import tick
from bench.population import fill_facts, make_fleet, make_promises, settle
from bench.results import Results, best_ms

OVERVIEW = "/levels/"
SERVICES, MONTHS = 16, 6


def measure_overview(results: Results, *, at: dt.datetime) -> None:
    """Milliseconds and queries of the overview of a small provider with half a year behind it."""
    fleet = make_fleet(indicators=SERVICES, months=MONTHS, at=at, prefix="SMALL")
    fill_facts(fleet, start_at=fleet.start_at, end_at=at)
    make_promises(fleet, from_at=fleet.start_at)
    settle()
    tick(at=at)
    client = Client(SERVER_NAME="localhost")
    client.force_login(make_manager())
    queries: list[str] = []

    def look() -> None:
        answer = client.get(OVERVIEW, secure=True, follow=True)
        if answer.status_code != 200:
            raise AssertionError(f"{OVERVIEW}: {answer.status_code}")

    def count(execute: Any, sql: str, *rest: Any) -> Any:
        queries.append(sql)
        return execute(sql, *rest)

    look()
    with connection.execute_wrapper(count):
        look()
    results.at_most("page.overview", best_ms(look, times=7), "ms", 150)
    results.at_most("page.overview_queries", len(queries), "queries", 25)


def make_manager() -> User:
    """A service level manager, the same one for every part of the bench."""
    user = User.objects.filter(email="bench@example.org").first()
    if user is None:
        user = User.objects.create_user("bench@example.org", name="Bench")
        RoleAssignment.objects.create(user=user, role=Role.SERVICE_LEVEL_MANAGER)
    return user
