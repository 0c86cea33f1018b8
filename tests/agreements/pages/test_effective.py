"""What holds for a customer and a service, on its page and by its door for machines."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Scope
from agreements.queries.effective_terms import effective_terms
from brm.models import Customer
from slm.models import Service
from tests.agreements.levels import TEXTS, holding, three_levels
from tests.agreements.scenes import indicator, november, round_the_clock, token_of
from tests.cast import NOW

pytestmark = pytest.mark.django_db
PAGE, API = "/effective/", "/api/v1/effective-terms/"
ASKED = {"customer": "DINAS", "service": "PAY"}


@pytest.fixture(name="three_levels")
def _three_levels(sari, customer_a, customer_b):
    three_levels(sari, customer_a, customer_b)


def ask(customer, code="PAY", at=NOW, **given):
    return effective_terms(
        customer=customer, service=Service.objects.get(code=code), at=at, **given
    )


def words(response) -> str:
    return " ".join(response.content.decode().replace("\xa0", " ").split())


@pytest.mark.usefixtures("three_levels")
def test_the_most_specific_holds_and_says_what_it_overrides(customer_a):
    found = ask(customer_a)
    assert [row.agreement.code for row in found.versions] == ["SLA-S", "SLA-K", "SLA-C"]
    (target,) = found.targets
    assert [said.version.agreement.code for said in target.holds] == ["SLA-S"]
    assert [said.target.threshold_ppm for said in target.overridden] == [990_000]
    scope, support = sorted(found.sections, key=lambda row: row.holds[0].text.key)
    assert (scope.holds[0].text.text, scope.overridden) == ("All of it", ())
    assert support.holds[0].text.text == "Day and night"
    assert [said.version.agreement.code for said in support.overridden] == ["SLA-K", "SLA-C"]
    assert found.conflicts == 0


@pytest.mark.usefixtures("three_levels")
def test_a_service_that_only_the_customer_level_promises(customer_a):
    found = ask(customer_a, "MAIL")
    assert [row.agreement.code for row in found.versions] == ["SLA-K", "SLA-C"]


@pytest.mark.usefixtures("three_levels")
def test_a_unit_has_what_its_organisation_agreed(customer_a):
    unit = Customer.objects.create(code="UNIT", name="Unit", parent=customer_a)
    assert [row.agreement.code for row in ask(unit).versions] == ["SLA-S", "SLA-K", "SLA-C"]


def test_the_nearer_unit_wins_among_equals(sari, customer_a):
    unit = Customer.objects.create(code="UNIT", name="Unit", parent=customer_a)
    holding(sari, customer_a, code="SLA-1", level="customer", threshold_ppm=990_000)
    holding(sari, unit, code="SLA-2", level="customer", threshold_ppm=980_000)
    (target,) = ask(unit).targets
    assert [said.target.threshold_ppm for said in target.holds] == [980_000]
    (target,) = ask(customer_a).targets
    assert [said.target.threshold_ppm for said in target.holds] == [990_000]


def test_equals_that_differ_are_named(sari, customer_a, sign_in):
    holding(sari, customer_a, code="SLA-1", level="customer", sections=TEXTS)
    holding(
        sari,
        customer_a,
        code="SLA-2",
        level="customer",
        sections=TEXTS | {"support": {"en": "Never"}},
        threshold_ppm=980_000,
    )
    found = ask(customer_a)
    assert found.conflicts == 2
    text = words(sign_in(sari).get(PAGE, ASKED))
    assert "2 conflicts: agreements of equal rank say different things." in text


def test_other_hours_alone_are_a_conflict(sari, customer_a):
    holding(sari, customer_a, code="SLA-1", level="customer")
    office = round_the_clock(code="OTHER")
    holding(sari, customer_a, code="SLA-2", level="customer", hours=office)
    assert ask(customer_a).conflicts == 1


@pytest.mark.usefixtures("three_levels")
def test_the_instant_chooses_the_versions(customer_a):
    assert ask(customer_a, at=november(1) - dt.timedelta(days=40)).versions == ()


@pytest.mark.usefixtures("three_levels")
def test_an_agreement_above_without_the_customer_is_left_out_where_asked(
    sari, customer_a, customer_b
):
    above = holding(sari, customer_b, code="SLA-A", level="corporate", of=[indicator("ERP", "ERP")])
    holding(sari, customer_a, code="SLA-B", level="customer", parent=above, of=[indicator()])
    codes = [row.agreement.code for row in ask(customer_a).versions]
    assert codes == ["SLA-S", "SLA-B", "SLA-K", "SLA-C", "SLA-A"]
    own = [row.agreement.code for row in ask(customer_a, with_parents=False).versions]
    assert own == ["SLA-S", "SLA-B", "SLA-K", "SLA-C"]


@pytest.mark.parametrize(
    ("name", "page", "api"),
    [
        ("sari", 200, 200),
        ("rangga", 200, 200),
        ("tirta", 200, 200),
        ("alia", 200, 200),
        ("bram", 404, 404),
        ("zaki", 403, 404),
    ],
)
@pytest.mark.usefixtures("three_levels")
def test_a_customer_asks_for_itself_alone(name, page, api, request, sign_in):
    browser = sign_in(request.getfixturevalue(name))
    assert browser.get(PAGE, ASKED).status_code == page
    assert browser.get(API, ASKED).status_code == api


@pytest.mark.parametrize("wrong", [{"customer": "NOBODY"}, {"service": "NOTHING"}])
@pytest.mark.usefixtures("three_levels")
def test_the_unknown_is_not_found(wrong, sari, sign_in):
    for address in (PAGE, API):
        assert sign_in(sari).get(address, ASKED | wrong).status_code == 404


@pytest.mark.usefixtures("three_levels")
def test_a_customer_asks_for_services_promised_to_it_alone(alia, sign_in):
    indicator("SECRET", "Of others")
    for address in (PAGE, API):
        assert sign_in(alia).get(address, ASKED | {"service": "SECRET"}).status_code == 404


def test_nobody_asks_without_signing_in(client):
    assert client.get(PAGE).status_code == 302
    assert client.get(API, ASKED).status_code == 401


@pytest.mark.usefixtures("three_levels")
def test_page_says_what_holds_and_whence(sari, alia, sign_in):
    text = words(sign_in(sari).get(PAGE, ASKED))
    for said in ("≥ 99.95 %", "≥ 99.00 %", "Day and night", "All of it", "overrides", "SLA-K"):
        assert said in text
    assert "SLA-X" not in text
    theirs = words(sign_in(alia).get(PAGE, ASKED))
    assert 'href="/my/agreements/SLA-S/"' in theirs
    assert "Kantor Misal" not in theirs


@pytest.mark.usefixtures("three_levels")
def test_page_asks_and_refuses_a_wrong_day(sari, sign_in):
    browser = sign_in(sari)
    assert "Show what holds" in words(browser.get(PAGE))
    assert browser.get(PAGE, ASKED | {"on": "someday"}).status_code == 422
    assert "Nothing holds" in words(browser.get(PAGE, ASKED | {"on": "2026-09-01"}))


@pytest.mark.usefixtures("three_levels")
def test_machine_reads_each_value_with_its_origin(sari, sign_in):
    row = sign_in(sari).get(API, ASKED | {"at": "2026-11-25T09:41:00+07:00"}).json()
    assert (row["customer"]["code"], row["service"]["code"], row["conflicts"]) == (
        "DINAS",
        "PAY",
        0,
    )
    assert row["origins"][0] == {"agreement": "SLA-S", "version": 1, "level": "service"}
    (target,) = row["targets"]
    assert [said["threshold_percent"] for said in target["holds"]] == ["99.95"]
    assert [said["origin"]["agreement"] for said in target["overridden"]] == ["SLA-C"]
    support = next(section for section in row["sections"] if section["key"] == "support")
    assert support["holds"][0]["text"] == "Day and night"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"at": "yesterday"}, "at"),
        ({"at": "2026-11-25T09:00:00"}, "at"),
        ({"service": ""}, "service"),
    ],
)
@pytest.mark.usefixtures("three_levels")
def test_machine_is_told_what_is_wrong(given, field, sari, sign_in):
    response = sign_in(sari).get(API, ASKED | given)
    assert response.status_code == 400
    assert field in str(response.json())


@pytest.mark.usefixtures("three_levels")
def test_a_token_needs_the_scope(sari, client):
    assert client.get(API, ASKED, headers=token_of(sari, Scope.STATUS_READ)).status_code == 403
    assert client.get(API, ASKED, headers=token_of(sari, Scope.RECORDS_READ)).status_code == 200


def test_three_agreements_cost_what_one_costs(sari, customer_a, sign_in):
    browser = sign_in(sari)
    holding(sari, customer_a, code="SLA-1", level="service", sections=TEXTS)
    counts = []
    for code in ("SLA-2", "SLA-3", ""):
        browser.get(PAGE, ASKED)
        with CaptureQueriesContext(connection) as queries:
            browser.get(PAGE, ASKED)
        counts.append(len(queries))
        if code:
            holding(sari, customer_a, code=code, level="customer", sections=TEXTS)
    assert len(set(counts)) == 1
