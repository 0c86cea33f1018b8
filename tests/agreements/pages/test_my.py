"""The customer's own pages: their own levels and agreements, and nothing of anybody else."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Role
from agreements.models import Breach
from brm.models import Customer, Grant
from tests.agreements.scenes import draft, in_force, indicator, judged, missed
from tests.cast import make_user

pytestmark = pytest.mark.django_db
MARK = "MARKER-INTERNAL"


def test_customer_lands_on_own_services(alia, sign_in):
    response = sign_in(alia).get("/", follow=True)
    assert response.redirect_chain[-1][0] == "/my/"


def test_customer_sees_own_levels_and_agreements(sari, alia, customer_a, sign_in):
    judged(sari, customer_a)
    text = sign_in(alia).get("/my/").content.decode().replace("\xa0", " ")
    for words in ("Payment gateway", "99.945", "99.90 %", "Met so far", "SLA-0042", "Dinas Contoh"):
        assert words in text


@pytest.mark.parametrize("name", ["sari", "zaki", "ayu"])
def test_own_pages_are_for_customers_only(name, request, sari, customer_a, sign_in):
    judged(sari, customer_a)
    browser = sign_in(request.getfixturevalue(name))
    assert browser.get("/my/").status_code == 403
    assert browser.get("/my/agreements/SLA-0042/").status_code == 403


def test_customer_never_sees_another_through_any_page(
    sari, alia, bram, customer_a, customer_b, sign_in
):
    judged(sari, customer_b, code="SLA-0050", title="Secret of Kantor")
    browser = sign_in(alia)
    assert browser.get("/my/agreements/SLA-0050/").status_code == 404
    for url in ("/my/", "/search/?q=SLA", "/search/?q=Secret"):
        text = browser.get(url).content.decode()
        assert "SLA-0050" not in text
        assert "Kantor" not in text.replace('value="Secret"', "")
    assert "SLA-0050" in sign_in(bram).get("/search/?q=SLA").content.decode()


def test_shared_agreement_shows_only_oneself(sari, alia, customer_a, customer_b, sign_in):
    judged(sari, customer_a, customer_b)
    browser = sign_in(alia)
    for url in ("/my/", "/my/agreements/SLA-0042/"):
        text = browser.get(url).content.decode()
        assert "SLA-0042" in text
        assert "Kantor Misal" not in text


def test_drafts_are_not_shown_yet(sari, alia, customer_a, sign_in):
    draft(sari, customer_a, title="Being written")
    browser = sign_in(alia)
    assert browser.get("/my/agreements/SLA-0042/").status_code == 404
    assert "Being written" not in browser.get("/my/").content.decode()
    assert "Being written" not in browser.get("/search/?q=written").content.decode()


def test_nothing_internal_reaches_the_customer(sari, alia, customer_a, sign_in):
    missed(sari, customer_a, protects=f"{MARK}-protects", evidence=f"{MARK}-evidence")
    Breach.objects.update(explanation=f"{MARK}-explanation", conclusion=f"{MARK}-conclusion")
    browser = sign_in(alia)
    for url in (
        "/my/",
        "/my/agreements/SLA-0042/",
        "/search/?q=SLA-0042",
        "/api/v1/sla-status/",
        "/api/v1/agreements/",
        "/api/v1/agreements/SLA-0042/",
        "/api/v1/breaches/",
        "/api/v1/breaches/SLA-0042-B1/",
    ):
        response = browser.get(url)
        assert response.status_code == 200
        text = response.content.decode()
        assert MARK not in text
        assert "Storage full" not in text
        assert "Sari Tingkat" not in text


def test_unit_of_a_customer_sees_what_binds_the_unit_only(sari, customer_a, sign_in):
    unit = Customer.objects.create(code="UNIT", name="Unit Satu", parent=customer_a)
    clerk = make_user("Udin Unit")
    Grant.objects.create(user=clerk, role=Role.CUSTOMER, customer=unit)
    in_force(sari, customer_a, code="SLA-1", of=[indicator("A", "One")])
    in_force(sari, unit, code="SLA-2", of=[indicator("B", "Two")])
    text = sign_in(clerk).get("/my/").content.decode()
    assert "SLA-2" in text
    assert "SLA-1" not in text


def test_own_page_costs_the_same_for_one_and_for_three(sari, alia, customer_a, sign_in):
    in_force(sari, customer_a, code="SLA-1", of=[indicator("A", "One")])
    browser = sign_in(alia)
    browser.get("/my/")
    with CaptureQueriesContext(connection) as one:
        browser.get("/my/")
    in_force(sari, customer_a, code="SLA-2", of=[indicator("B", "Two"), indicator("C", "Three")])
    with CaptureQueriesContext(connection) as three:
        assert len(browser.get("/my/").context["targets"]) == 3
    assert len(three) == len(one)
