"""What the first page of service levels costs the server, with the fleet behind it."""

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from bench.results import Results, best_ms

OVERVIEW = "/levels/"


def measure_overview(results: Results) -> None:
    """Milliseconds and queries of the overview for a service level manager."""
    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.get(email="bench@example.org"))

    def look() -> None:
        answer = client.get(OVERVIEW, secure=True, follow=True)
        if answer.status_code != 200:
            raise AssertionError(f"{OVERVIEW}: {answer.status_code}")

    look()
    with CaptureQueriesContext(connection) as asked:
        look()
    results.at_most("page.overview", best_ms(look, times=5), "ms", 150)
    results.at_most("page.overview_queries", len(asked), "queries", 25)
