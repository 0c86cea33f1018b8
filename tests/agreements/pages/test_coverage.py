"""The coverage report: what lacks an agreement, and the links that begin it."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agreements.operations.activate import activate
from brm.models import Customer
from slm.models import Provider, Service
from tests.agreements.scenes import draft, in_force, indicator, write
from tests.cast import NOW

pytestmark = pytest.mark.django_db
URL = "/agreements/coverage/"


@pytest.fixture
def gaps(customer_a, customer_b, sari, oka):
    """Dinas Contoh has an SLA on PAY; Kantor Misal, MAIL, a supplier and a team have nothing."""
    in_force(sari, customer_a, ends_on=None)
    team = Provider.objects.create(code="TEAM", name="Platform team", kind="internal", owner=oka)
    Service.objects.create(code="MAIL", name="Mail", provider=team)
    Provider.objects.create(code="LINES", name="Lines and Co", kind="external")


def words(response) -> str:
    return " ".join(response.content.decode().replace("\xa0", " ").split())


def lacking(browser, **given) -> dict[str, list[str]]:
    response = browser.get(URL, {"format": "csv"} | given)
    lines = b"".join(response.streaming_content).decode().splitlines()[1:]
    found: dict[str, list[str]] = {}
    for line in lines:
        title, code, *_rest = line.split(",")
        found.setdefault(title, []).append(code)
    return found


@pytest.mark.parametrize(
    ("name", "status"),
    [("sari", 200), ("tirta", 200), ("rangga", 200), ("alia", 403), ("zaki", 403)],
)
def test_report_is_for_whoever_sees_everybody(name, status, request, sign_in):
    assert sign_in(request.getfixturevalue(name)).get(URL).status_code == status


def test_report_is_not_for_the_signed_out(client):
    assert client.get(URL).status_code == 302


@pytest.mark.usefixtures("gaps")
def test_each_list_names_what_lacks_an_agreement(sari, sign_in):
    assert lacking(sign_in(sari)) == {
        "Live services": ["MAIL"],
        "Active customers": ["KANTOR"],
        "Suppliers": ["LINES"],
        "Suppliers with somebody responsible": ["LINES"],
        "Internal teams that run a service": ["TEAM"],
        "SLAs that answer a requirement": ["SLA-0042"],
    }


@pytest.mark.usefixtures("gaps")
def test_the_day_decides(sari, sign_in):
    found = lacking(sign_in(sari), on="2026-10-01")
    assert found["Live services"] == ["MAIL", "PAY"]
    assert found["Active customers"] == ["DINAS", "KANTOR"]
    assert "SLAs that answer a requirement" not in found


@pytest.mark.usefixtures("gaps")
def test_a_unit_is_covered_by_its_organisation_and_the_dormant_need_nothing(
    sari, customer_a, customer_b, sign_in
):
    Customer.objects.create(code="UNIT", name="Unit", parent=customer_a)
    Customer.objects.filter(pk=customer_b.pk).update(standing="dormant")
    assert "Active customers" not in lacking(sign_in(sari))


@pytest.mark.usefixtures("gaps")
def test_contracts_and_olas_in_force_close_the_gaps(sari, sign_in):
    for code, kind, provider in (("UC-1", "uc", "LINES"), ("OLA-1", "ola", "TEAM")):
        agreement = draft(
            sari, code=code, kind=kind, providers=[Provider.objects.get(code=provider)]
        )
        version = write(agreement, [indicator()], sari, ends_on=None)
        activate(version=version, actor=sari, at=NOW)
    found = lacking(sign_in(sari))
    assert "Suppliers" not in found
    assert "Internal teams that run a service" not in found


@pytest.mark.usefixtures("gaps")
def test_links_begin_what_is_missing(sari, tirta, sign_in):
    text = words(sign_in(sari).get(URL))
    for link in (
        "/agreements/new/?kind=uc&amp;provider=LINES",
        "/agreements/new/?kind=ola&amp;provider=TEAM",
        "/agreements/new/?kind=sla&amp;customer=KANTOR",
    ):
        assert f'href="{link}"' in text
    form = sign_in(sari).get("/agreements/new/?kind=uc&provider=LINES").context["form"]
    lines = Provider.objects.get(code="LINES")
    assert (form.initial["providers"], form.initial["is_contractual"]) == ([lines.pk], True)
    assert "/agreements/new/" not in words(sign_in(tirta).get(URL))


def test_wrong_day_is_refused(sari, sign_in):
    assert sign_in(sari).get(URL, {"on": "someday"}).status_code == 422


def test_nothing_to_cover_is_said(sari, sign_in):
    assert "There is none." in words(sign_in(sari).get(URL))


@pytest.mark.usefixtures("gaps")
def test_three_cost_what_one_costs(sari, sign_in):
    browser = sign_in(sari)
    browser.get(URL)
    counts = []
    for number in range(3):
        with CaptureQueriesContext(connection) as queries:
            browser.get(URL)
        counts.append(len(queries))
        Service.objects.create(code=f"S{number}", name=f"Service {number}")
        Provider.objects.create(code=f"P{number}", name=f"Provider {number}", kind="external")
        Customer.objects.create(code=f"C{number}", name=f"Customer {number}")
    assert len(set(counts)) == 1


def test_far_future_is_answered(sari, customer_a, sign_in):
    in_force(sari, customer_a, ends_on=dt.date(2026, 12, 31))
    assert lacking(sign_in(sari), on="2027-01-01")["Active customers"] == ["DINAS"]
