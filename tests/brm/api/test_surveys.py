"""`/api/v1/surveys/`: surveys and their results, read only."""

import pytest

from accounts.models import Role, Scope
from brm.queries.questions import Given
from tests.accounts.factories import make_token
from tests.brm.factories import grant, make_customer
from tests.brm.surveys import answer, contact, opened, outcome, survey

pytestmark = pytest.mark.django_db
URL = "/api/v1/surveys/"


@pytest.fixture
def campaign(rangga, customer_a):
    unit = make_customer("LOKET", customer_a)
    contact(customer_a, "Dewi", "decision_maker")
    contact(unit, "Umar", "user")
    campaign = survey(rangga, customer_a, blocks=("outcomes", "nps", "ikm"))
    row = outcome(campaign, customer_a, "Paid", reference="OUT-1")
    campaign = opened(campaign)
    answer(
        campaign,
        "Umar",
        Given("nps", value=9),
        Given("outcomes", statement=row.pk, importance=9, value=5),
        *(Given("ikm", element=number, value=3) for number in range(1, 10)),
    )
    return campaign


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("rangga", ["SRV-0001"]),
        ("sari", ["SRV-0001"]),
        ("tirta", ["SRV-0001"]),
        ("alia", []),
        ("bram", []),
        ("zaki", []),
    ],
)
def test_surveys_are_listed_to_the_provider(name, found, campaign, request, sign_in):
    browser = sign_in(request.getfixturevalue(name))

    assert [row["code"] for row in browser.get(URL).json()["results"]] == found
    expected = 200 if found else 404
    assert browser.get(f"{URL}SRV-0001/").status_code == expected
    assert browser.get(f"{URL}srv-0001/results/").status_code == expected


def test_results_are_exact_figures_as_text(campaign, rangga, sign_in):
    body = sign_in(rangga).get(f"{URL}SRV-0001/results/").json()

    assert (body["population"], body["invited"], body["return_percent"]) == (2, 2, "50.0")
    assert body["whole"]["outcomes"] == {
        "n": 1,
        "score": "50.00",
        "margin": None,
        "score_by_role_weight": "50.00",
    }
    assert (body["whole"]["ikm"]["index"], body["whole"]["ikm"]["band"]) == ("75.00", "C")
    assert body["whole"]["csat"] is None
    assert [(row["key"], row["answered"]) for row in body["by_unit"]] == [
        ("DINAS", 0),
        ("LOKET", 1),
    ]
    assert [(row["outcome"], row["reference"], row["opportunity"]) for row in body["outcomes"]] == [
        ("Paid", "OUT-1", "13.00")
    ]
    assert "Dewi" not in str({**body, "left_out": None})


def test_limited_reader_gets_its_units_totals_too(campaign, zaki, sign_in):
    from brm.models import Customer

    grant(zaki, Customer.objects.get(code="LOKET"), Role.AUDITOR)

    body = sign_in(zaki).get(f"{URL}SRV-0001/results/").json()

    assert (body["is_partial"], body["invited"], body["answered"]) == (True, 1, 1)
    assert [row["key"] for row in body["by_unit"]] == ["LOKET"]


def test_token_needs_the_scope(campaign, rangga, client):
    for scope, status in ((Scope.RECORDS_READ, 200), (Scope.STATUS_READ, 403)):
        _token, key = make_token(rangga, scope)
        headers = {"Authorization": f"Bearer {key}"}
        assert client.get(f"{URL}SRV-0001/results/", headers=headers).status_code == status


def test_draft_has_no_results(rangga, customer_a, sign_in):
    survey(rangga, customer_a)
    browser = sign_in(rangga)

    assert browser.get(f"{URL}SRV-0001/").json()["state"] == "draft"
    assert browser.get(f"{URL}SRV-0001/results/").status_code == 404
