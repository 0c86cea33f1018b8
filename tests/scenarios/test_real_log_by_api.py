"""The same log by the API, columnar and row by row, and its figures from the SLA status."""

from collections import defaultdict

import pytest
from django.utils import timezone

from agreements.operations.activate import activate
from agreements.operations.tick import tick
from slm.models import Indicator, Service
from tests.scenarios.building import make_agreement, make_hours, make_source
from tests.scenarios.test_real_log import FROM, TO, count_by_hand, read_rows

SAMPLES, STATUS = "/api/v1/samples/", "/api/v1/sla-status/?at=2026-08-15T00:00:00Z&page_size=50"


@pytest.fixture
def services(db):
    """A service for each name of the log, fed by one monitor; codes are numbered."""
    monitor = make_source("MONITOR")
    codes = {}
    for number, name in enumerate(sorted({row["service"] for row in read_rows()})):
        service = Service.objects.create(code=f"S{number}", name=name)
        Indicator.objects.create(service=service, source=monitor)
        codes[name] = service.code
    return codes


def columns(services) -> dict:
    series = defaultdict(lambda: {"at": [], "state": []})
    for row in read_rows():
        series[row["service"]]["at"].append(row["at"])
        series[row["service"]]["state"].append(row["status"])
    return {
        "source": "MONITOR",
        "series": [{"service": services[name], **one} for name, one in series.items()],
    }


def rows(services) -> list[dict]:
    return [
        {
            "source": "MONITOR",
            "service": services[row["service"]],
            "at": row["at"],
            "state": row["status"],
        }
        for row in read_rows()
    ]


@pytest.mark.parametrize("form", [columns, rows])
def test_log_by_api_gives_the_figures_by_api(form, services, customer_a, sari, sign_in):
    version = make_agreement(
        "SLA-0001", [customer_a], hours=make_hours("ALWAYS"), start_at=FROM, end_at=TO
    )
    activate(version=version, actor=sari, at=timezone.now())
    browser = sign_in(sari)
    body = form(services)
    first = browser.post(SAMPLES, body, content_type="application/json")
    again = browser.post(SAMPLES, body, content_type="application/json")
    assert (first.json()["new"], again.json()["new"]) == (len(read_rows()), 0)
    tick(at=timezone.now())
    shown = {
        row["service"]["name"]: (
            row["bad_seconds"],
            row["unknown_seconds"],
            row["measured_seconds"],
        )
        for row in browser.get(STATUS).json()["results"]
    }
    assert shown == {name: counted[:3] for name, counted in count_by_hand().items()}


def test_catalog_search_is_floored_to_four_digits(services, customer_a, sari, sign_in):
    version = make_agreement(
        "SLA-0001", [customer_a], hours=make_hours("ALWAYS"), start_at=FROM, end_at=TO
    )
    activate(version=version, actor=sari, at=timezone.now())
    browser = sign_in(sari)
    browser.post(SAMPLES, columns(services), content_type="application/json")
    tick(at=timezone.now())
    percents = {
        row["service"]["name"]: row["percent"] for row in browser.get(STATUS).json()["results"]
    }
    assert percents["Catalog Search"] == "97.4328"
    assert percents["GitHub"] == "98.6660"
    assert percents["Chat"] == "100.0000"
