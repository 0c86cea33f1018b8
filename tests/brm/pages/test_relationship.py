"""Maturity and assessments, from within and by the customer's own people."""

import datetime as dt

import pytest

from brm.models import STATEMENTS, Assessment, AssessmentView, MaturityRating, MaturityStep
from tests.brm.factories import grant
from tests.cast import NOW

TODAY = dt.date(2026, 11, 25)
MATURITY = "/customers/DINAS/maturity/"
ASSESSMENTS = "/customers/DINAS/assessments/"
MARKER = "MARKER-only-for-us"


def rating(customer, user, side="provider", level=4, evidence=MARKER):
    return MaturityRating.objects.create(
        customer=customer,
        side=side,
        level=level,
        evidence=evidence,
        rated_by="Somebody",
        rated_on=TODAY,
        recorded_by=user,
        recorded_at=NOW,
    )


@pytest.fixture
def assessment(customer_a, rangga):
    return Assessment.objects.create(
        customer=customer_a, subject="Three years", opened_by=rangga, opened_on=TODAY
    )


def view_form(**values):
    return {**dict.fromkeys(STATEMENTS, "4"), "verdict": "commit", "conditions": ""} | values


@pytest.mark.parametrize(
    ("who", "read", "write"),
    [
        ("ayu", 200, 200),
        ("rangga", 200, 200),
        ("sari", 200, 403),
        ("tirta", 200, 403),
        ("alia", 403, 403),
        ("bram", 403, 403),
        ("zaki", 403, 403),
    ],
)
def test_who_may(who, read, write, assessment, request, sign_in):
    client = sign_in(request.getfixturevalue(who))
    for address in (MATURITY, ASSESSMENTS, f"{ASSESSMENTS}{assessment.public_id}/"):
        assert client.get(address).status_code == read
    for address in (
        f"{MATURITY}rate/",
        f"{ASSESSMENTS}new/",
        f"{ASSESSMENTS}{assessment.public_id}/view/",
    ):
        assert client.get(address).status_code == write
    refused = client.post(f"{MATURITY}steps/agree_levels/")
    assert refused.status_code == (302 if write == 200 else 403)


def test_manager_of_another_customer_finds_nothing(assessment, customer_b, zaki, sign_in):
    grant(zaki, customer_b, "relationship_manager")
    client = sign_in(zaki)
    assert client.get(MATURITY).status_code == 404
    elsewhere = f"/customers/KANTOR/assessments/{assessment.public_id}/"
    assert client.get(elsewhere).status_code == 404


def test_rating_and_steps(customer_a, rangga, sign_in):
    client = sign_in(rangga)
    answer = client.post(
        f"{MATURITY}rate/",
        {
            "side": "customer",
            "level": "2",
            "evidence": "They told us so",
            "rated_by": "Alia",
            "rated_on": "2026-11-25",
        },
        follow=True,
    )
    assert answer.status_code == 200
    assert answer.context["maturity"].customer == 2
    client.post(f"{MATURITY}steps/agree_levels/")
    assert MaturityStep.objects.get().key == "agree_levels"
    client.post(f"{MATURITY}steps/agree_levels/", {"undo": "1"})
    assert not MaturityStep.objects.exists()
    assert client.get(f"{MATURITY}steps/agree_levels/").status_code == 405


def test_commitment_is_weighed_by_both(customer_a, rangga, alia, sign_in):
    ours = sign_in(rangga)
    opened = ours.post(f"{ASSESSMENTS}new/", {"subject": "All branches"}, follow=True)
    record = Assessment.objects.get()
    assert opened.redirect_chain == [(record.get_absolute_url(), 302)]
    address = f"{record.get_absolute_url()}view/"
    refused = ours.post(
        address, view_form(side="provider", given_by="Rangga", verdict="conditions")
    )
    assert list(refused.context["form"].errors) == ["conditions"]
    ours.post(
        address,
        view_form(
            side="provider", given_by="Rangga", verdict="conditions", conditions="Two more people"
        ),
    )

    theirs = sign_in(alia)
    assert "All branches" in theirs.get("/my/").content.decode()
    assert "Two more people" not in theirs.get("/my/relationship/").content.decode()
    theirs.post(f"/my/relationship/assessments/{record.public_id}/", view_form(need="1"))
    after = theirs.get("/my/relationship/").content.decode()
    assert "Two more people" in after
    assert AssessmentView.objects.get(side="customer").given_by == alia.name

    page = sign_in(rangga).get(record.get_absolute_url())
    assert page.context["weighed"].standing == "conditions"
    assert [row.apart for row in page.context["weighed"].statements] == [3, 0, 0, 0, 0, 0]


def test_customer_rates_and_learns_our_level_but_not_our_evidence(
    customer_a, rangga, alia, sign_in
):
    rating(customer_a, rangga)
    client = sign_in(alia)
    assert "Trusted advisor" not in client.get("/my/relationship/").content.decode()
    address = "/my/relationship/DINAS/rate/"
    client.post(address, {"level": "2", "evidence": "Orders are taken"})
    text = client.get("/my/relationship/").content.decode()
    assert "Trusted advisor" in text
    assert MARKER not in text
    assert MaturityRating.objects.get(side="customer").rated_by == alia.name


@pytest.mark.parametrize("who", ["bram", "rangga", "zaki"])
def test_customers_doors_are_closed_to_others(who, assessment, request, sign_in):
    client = sign_in(request.getfixturevalue(who))
    code = 404 if who == "bram" else 403
    assert client.get(f"/my/relationship/assessments/{assessment.public_id}/").status_code == code
    assert client.get("/my/relationship/DINAS/rate/").status_code == code
