"""The page of an agreement, from draft to breach."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agreements.models import Agreement, Target, Version
from slm.models import Provider
from tests.agreements.scenes import (
    draft,
    in_force,
    indicator,
    judged,
    missed,
    round_the_clock,
    write,
)

pytestmark = pytest.mark.django_db
URL = "/agreements/SLA-0042/"


@pytest.mark.parametrize(
    ("name", "status"),
    [("sari", 200), ("rangga", 200), ("tirta", 200), ("zaki", 404), ("bram", 302), ("alia", 302)],
)
def test_agreement_is_shown_to_whoever_may_see_it(name, status, request, sari, customer_a, sign_in):
    judged(sari, customer_a)
    browser = sign_in(request.getfixturevalue(name))
    response = browser.get(URL)
    assert response.status_code == status
    if name == "alia":
        assert browser.get(response["Location"]).status_code == 200
    if name == "bram":
        assert browser.get(response["Location"]).status_code == 404


def test_agreement_says_how_its_target_stands(sari, customer_a, sign_in):
    judged(sari, customer_a)
    text = sign_in(sari).get(URL).content.decode().replace("\xa0", " ")
    for words in ("In force", "99.90 %", "99.945", "Met so far", "24 min 00 s", "Dinas Contoh"):
        assert words in text


def test_only_a_manager_is_offered_changes(sari, tirta, customer_a, sign_in):
    draft(sari, customer_a)
    change = 'href="/agreements/SLA-0042/edit/"'
    assert change in sign_in(sari).get(URL).content.decode()
    assert change not in sign_in(tirta).get(URL).content.decode()


@pytest.mark.parametrize("path", ["edit/", "v1/term/", "v1/targets/add/", "v1/activate/"])
@pytest.mark.parametrize(
    ("name", "status"),
    [("sari", 200), ("tirta", 403), ("rangga", 403), ("oka", 403), ("bram", 404), ("zaki", 404)],
)
def test_forms_are_for_managers(path, name, status, request, sari, customer_a, sign_in):
    draft(sari, customer_a)
    response = sign_in(request.getfixturevalue(name)).get(URL + path)
    assert response.status_code == status


def test_agreement_is_written_from_start_to_verdict(sari, customer_a, sign_in):
    """The way a service level manager goes: cover, term, targets, evidence, activation."""
    measured, browser = indicator(), sign_in(sari)
    response = browser.post(
        "/agreements/new/",
        {
            "kind": "sla",
            "code": "",
            "title": "Payment services",
            "level": "service",
            "customers": [customer_a.pk],
            "zone": "Asia/Jakarta",
        },
    )
    assert response["Location"] == "/agreements/SLA-0001/"
    page = browser.get("/agreements/SLA-0001/v1/activate/").content.decode()
    for words in (
        "Add at least one target.",
        "Say from when it is in force.",
        "Say how it was agreed",
    ):
        assert words in page
    assert browser.post("/agreements/SLA-0001/v1/activate/").status_code == 422
    browser.post(
        "/agreements/SLA-0001/v1/targets/add/",
        {
            "metric": "availability",
            "threshold": "99,9",
            "period": "month",
            "hours": round_the_clock().pk,
            "comparator": ">=",
            "unknown": "excluded",
            "planned": "out",
            "partial": "100",
            "degraded": "0",
            "min_break_seconds": "0",
            "warning": "75",
            "new_service": "from_its_start",
            "exclusion_approval": "manager",
            "late_correction": "restate",
            "indicators": [str(measured.public_id)],
        },
    )
    assert Target.objects.get().threshold_ppm == 999_000
    browser.post(
        "/agreements/SLA-0001/v1/term/",
        {"starts_on": "2026-11-01", "ends_on": "2026-12-31", "evidence": "Minutes"},
    )
    asked = browser.get("/agreements/SLA-0001/v1/activate/").content.decode()
    assert "Dinas Contoh" in asked
    response = browser.post("/agreements/SLA-0001/v1/activate/", follow=True)
    assert Version.objects.get().state == "signed"
    assert "SLA-0001 is activated: 1 target is watched." in response.content.decode()
    assert "Met so far" in response.content.decode()


def test_percentage_with_five_decimals_is_refused_with_what_was_typed(sari, customer_a, sign_in):
    draft(sari, customer_a)
    response = sign_in(sari).post(
        URL + "v1/targets/add/",
        {"threshold": "99.99999", "indicators": [str(indicator().public_id)]},
    )
    assert response.status_code == 422
    text = response.content.decode()
    assert "A percentage has at most four decimals." in text
    assert 'value="99.99999"' in text
    assert not Target.objects.exists()


def test_refusal_of_the_verb_stands_at_its_field(sari, customer_a, sign_in):
    draft(sari, customer_a)
    response = sign_in(sari).post(
        "/agreements/new/",
        {
            "kind": "sla",
            "code": "sla-0042",
            "title": "Twice",
            "level": "customer",
            "customers": [customer_a.pk],
            "zone": "UTC",
        },
    )
    assert response.context["form"].errors == {"code": ["This code is taken."]}
    assert Agreement.objects.count() == 1


def test_draft_is_changed_and_a_target_taken_out(sari, customer_a, sign_in):
    agreement = draft(sari, customer_a)
    target = write(agreement, [indicator()], sari).targets.get()
    browser = sign_in(sari)
    place = f"{URL}v1/targets/{target.public_id}/"
    assert 'value="99.9"' in browser.get(place + "edit/").content.decode()
    assert browser.get(place + "delete/").status_code == 200
    assert Target.objects.count() == 1
    browser.post(place + "delete/")
    assert Target.objects.count() == 0


def test_version_in_force_has_no_forms_any_more(sari, customer_a, sign_in):
    in_force(sari, customer_a)
    browser = sign_in(sari)
    for path in ("v1/term/", "v1/targets/add/", "v1/activate/", "v9/"):
        assert browser.get(URL + path).status_code == 404
    assert browser.get(URL + "v1/").status_code == 200
    assert browser.post(URL + "next/")["Location"] == URL + "v2/"


def test_breach_and_changes_are_listed(sari, customer_a, sign_in):
    missed(sari, customer_a)
    text = sign_in(sari).get(URL).content.decode()
    assert "SLA-0042-B1" in text
    assert "Not acknowledged" in text
    assert "how it was agreed" in text


def test_contract_names_its_supplier(oka, sign_in):
    supplier = Provider.objects.create(code="SWITCH", name="Saklar Antarbank", kind="external")
    draft(oka, code="UC-0001", kind="uc", providers=[supplier])
    assert "Saklar Antarbank" in sign_in(oka).get("/agreements/UC-0001/").content.decode()


def test_agreement_costs_the_same_for_one_and_for_three_targets(sari, customer_a, sign_in):
    browser = sign_in(sari)
    in_force(sari, customer_a, code="SLA-1", of=[indicator("A", "One")])
    three = [indicator(code, code) for code in ("B", "C", "D")]
    in_force(sari, customer_a, code="SLA-3", of=three)
    browser.get("/agreements/SLA-1/")
    with CaptureQueriesContext(connection) as one:
        browser.get("/agreements/SLA-1/")
    with CaptureQueriesContext(connection) as many:
        browser.get("/agreements/SLA-3/")
    assert len(many) == len(one)
    assert len(one) < 60
