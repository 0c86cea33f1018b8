"""A page costs the same whether it has one row or three."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from slm.models import Dependency, HoursVersion, Indicator, Provider, ServiceHours, Slice, Source
from slm.operations.ingest_samples import ingest_samples
from slm.operations.record_outage import record_outage
from tests.slm.catalogue import make_service


def cost(client, url):
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        answer = client.get(url)
    assert answer.status_code == 200
    return len(queries)


def two_more(catalogue):
    """Everything twice more: services with indicators, samples, outages, needs, hours, sources."""
    now = timezone.now()
    for number in (1, 2):
        service = make_service(f"S{number}", provider=catalogue.provider)
        source = Source.objects.create(code=f"SRC{number}", name=f"Source {number}")
        part = Slice.objects.create(service=catalogue.service, code=f"P{number}", name="Part")
        for indicator in (
            Indicator.objects.create(service=service, source=source),
            Indicator.objects.create(
                service=catalogue.service, source=catalogue.source, slice=part
            ),
        ):
            ingest_samples(
                indicator=indicator,
                source=indicator.source,
                instants=[int(now.timestamp()) - 60],
                states=[6],
                at=now,
            )
        record_outage(
            source=catalogue.source,
            external_id=f"MORE-{number}",
            service=catalogue.service,
            slice=part,
            start_at=now - dt.timedelta(hours=number),
            at=now,
        )
        Dependency.objects.create(service=catalogue.service, needs=service)
        Dependency.objects.create(service=make_service(f"UP{number}"), needs=catalogue.service)
        Provider.objects.create(code=f"PROV{number}", name="P", kind="external")
        hours = ServiceHours.objects.create(code=f"H{number}", name="Hours", zone="UTC")
        for owner in (hours, catalogue.hours):
            HoursVersion.objects.create(
                hours=owner,
                number=number + 1,
                valid_from=dt.datetime(2026, 2, number, tzinfo=dt.UTC),
                weekly=[[0, "00:00", "24:00"]],
                created_at=now,
            )


@pytest.mark.parametrize(
    "url",
    [
        "/services/",
        "/outages/",
        "/sources/",
        "/providers/",
        "/hours/",
        "/hours/OFFICE/",
        "/sources/PROBE/",
        "/providers/TEAM/",
    ],
)
def test_page_costs_the_same_for_more_rows(url, catalogue, sari, sign_in):
    browser = sign_in(sari)
    # What is out stands on every page, for one query more than where nothing is.
    record_outage(
        source=catalogue.source,
        external_id="OUT",
        service=catalogue.service,
        start_at=timezone.now() - dt.timedelta(hours=9),
        at=timezone.now(),
    )
    before = cost(browser, url)
    two_more(catalogue)
    assert cost(browser, url) == before


def test_service_page_costs_the_same_for_more_rows(catalogue, sari, sign_in):
    two_more(catalogue)
    browser = sign_in(sari)
    before = cost(browser, "/services/PAY-GW/")
    now = timezone.now()
    for number in (3, 4):
        part = Slice.objects.create(service=catalogue.service, code=f"P{number}", name="Part")
        Indicator.objects.create(service=catalogue.service, source=catalogue.source, slice=part)
        Dependency.objects.create(service=catalogue.service, needs=make_service(f"S{number}"))
        record_outage(
            source=catalogue.source,
            external_id=f"MORE-{number}",
            service=catalogue.service,
            start_at=now - dt.timedelta(hours=number),
            at=now,
        )
    # The history shows the latest changes: what these ones point to may take a query less.
    assert cost(browser, "/services/PAY-GW/") <= before
