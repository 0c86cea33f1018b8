"""The register on screen: who reads it, who keeps it, and one improvement from miss to result."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from brm.models import Campaign
from portfolio.models import Improvement, Milestone
from tests.agreements.scenes import missed
from tests.brm.factories import grant
from tests.brm.feedback import tell
from tests.brm.surveys import survey
from tests.portfolio.improvements import make_improvement

LIST = "/improvements/"
FORM = {
    "title": "Second line",
    "source": "breach",
    "size": "M",
    "priority": "1",
    "currency": "IDR",
    "cost": "60000",
    "running_cost": "0",
    "benefit": "0",
    "incidents": "3",
    "outage_minutes": "40",
    "users": "120",
    "user_minute": "2.5",
    "lost_transactions": "0",
    "transaction_margin": "0",
    "service_credits": "0",
}


@pytest.mark.parametrize(
    ("who", "read", "write"),
    [
        ("ayu", 200, 200),
        ("sari", 200, 200),
        ("rangga", 200, 200),
        ("oka", 200, 200),
        ("tirta", 200, 403),
        ("alia", 403, 403),
        ("zaki", 403, 403),
    ],
)
def test_who_may(who, read, write, sari, customer_a, request, sign_in):
    record = make_improvement(sari, customer_a)
    client = sign_in(request.getfixturevalue(who))
    for address in (LIST, f"{LIST}{record.code}/", f"{LIST}unanswered/"):
        assert client.get(address).status_code == read
    for address in ("new/", f"{record.code}/edit/", f"{record.code}/approved/"):
        assert client.get(f"{LIST}{address}").status_code == write


def test_limited_manager_sees_and_keeps_only_theirs(sari, customer_a, customer_b, zaki, sign_in):
    grant(zaki, customer_b, "relationship_manager")
    hidden = make_improvement(sari, customer_a)
    shared = make_improvement(sari, customer_a, customer_b)
    mine = make_improvement(sari, customer_b)
    general = make_improvement(sari)
    client = sign_in(zaki)
    page = client.get(LIST).context["page"]
    assert {row.code for row in page} == {shared.code, mine.code, general.code}
    assert client.get(f"{LIST}{hidden.code}/").status_code == 404
    assert "Dinas Contoh" not in client.get(f"{LIST}{shared.code}/").content.decode()
    assert client.get(f"{LIST}{shared.code}/edit/").status_code == 403
    assert client.get(f"{LIST}{general.code}/edit/").status_code == 403
    assert client.get(f"{LIST}{mine.code}/edit/").status_code == 200
    refused = client.post(f"{LIST}new/", FORM)
    assert list(refused.context["form"].errors) == ["customers"]


def test_a_miss_becomes_an_improvement_and_is_answered(sari, customer_a, sign_in):
    breach = missed(sari, customer_a)
    client = sign_in(sari)
    address = f"{LIST}new/?breach={breach.agreement.code}.{breach.number}"
    assert address in client.get(f"{LIST}unanswered/").content.decode()
    form = client.get(address).context["form"]
    assert form["breaches"].initial == [breach.pk]
    assert form["customers"].initial == [customer_a.pk]
    client.post(address, FORM | {"breaches": [breach.pk], "customers": [customer_a.pk]})
    record = Improvement.objects.get()
    assert "Every miss has its answer" in client.get(f"{LIST}unanswered/").content.decode()
    assert record.code in client.get(breach.get_absolute_url()).content.decode()
    assert record.code in client.get(f"/customers/{customer_a.code}/plan/").content.decode()


def test_figures_change_with_their_inputs_and_say_how(sari, sign_in):
    record = make_improvement(sari)
    client = sign_in(sari)
    before = client.get(f"{LIST}{record.code}/")
    assert before.context["worth"].failure == 36_000
    assert "3 failures × 40 min × 120 users" in before.content.decode()
    client.post(f"{LIST}{record.code}/edit/", FORM | {"incidents": "6"})
    after = client.get(f"{LIST}{record.code}/")
    assert after.context["worth"].failure == 72_000
    assert "6 failures × 40 min × 120 users" in after.content.decode()


def test_from_proposal_to_result(sari, sign_in):
    record = make_improvement(sari, measure="Minutes lost", before=120)
    address = f"{LIST}{record.code}/"
    client = sign_in(sari)
    client.post(f"{address}approved/", {"reason": ""})
    client.post(f"{address}running/", {"reason": ""})
    client.post(f"{address}milestones/new/", {"title": "Ordered", "due_on": "2026-12-01"})
    step = Milestone.objects.get()
    client.post(f"{address}milestones/{step.public_id}/")
    refused = client.post(f"{address}done/", {"reason": "It holds"})
    assert list(refused.context["form"].errors) == ["after"]
    client.post(f"{address}done/", {"reason": "It holds", "after": "15"})
    record.refresh_from_db()
    step.refresh_from_db()
    assert (record.state, record.after, step.reached_on is None) == ("done", 15, False)
    assert client.get(f"{address}edit/").status_code == 404


def test_wrong_input_is_refused_and_kept(sari, sign_in):
    answer = sign_in(sari).post(
        f"{LIST}new/", FORM | {"cost": "-1", "description": "Typed with care"}
    )
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["cost"]
    assert "Typed with care" in answer.content.decode()


def test_list_takes_as_many_queries_for_three(sari, customer_a, sign_in):
    client = sign_in(sari)
    make_improvement(sari, customer_a, owner=sari)
    client.get(LIST)
    counts = []
    for _number in range(3):
        with CaptureQueriesContext(connection) as queries:
            client.get(LIST)
        counts.append(len(queries))
        make_improvement(sari, customer_a, owner=sari)
    assert len(set(counts)) == 1
    assert counts[0] < 25


def test_a_complaint_begins_an_improvement_and_shows_it(sari, customer_a, customer_b, sign_in):
    complaint = tell(customer_a, sari)
    thanks = tell(customer_a, sari, kind="compliment")
    client = sign_in(sari)
    address = f"{LIST}new/?complaint={complaint.code}"
    assert address in client.get(complaint.get_absolute_url()).content.decode()
    assert f"?complaint={thanks.code}" not in client.get(thanks.get_absolute_url()).content.decode()
    form = client.get(address).context["form"]
    assert form["source"].value() == "complaint"
    assert form["complaints"].initial == [complaint.pk]
    assert form["customers"].initial == [customer_a.pk]
    client.post(address, FORM | {"complaints": [complaint.pk], "customers": [customer_a.pk]})
    record = Improvement.objects.get()
    assert list(record.complaints.all()) == [complaint]
    assert record.code in client.get(complaint.get_absolute_url()).content.decode()
    assert complaint.code in client.get(record.get_absolute_url()).content.decode()


def test_a_survey_leads_to_the_improvement_that_its_analysis_names(
    rangga, customer_a, customer_b, sign_in
):
    campaign = survey(rangga, customer_a)
    named = make_improvement(rangga, customer_a)
    begun = make_improvement(rangga, customer_a, source="survey", source_note=campaign.code)
    other = make_improvement(rangga, customer_a)
    Campaign.objects.filter(pk=campaign.pk).update(improvement=named.code.lower())
    client = sign_in(rangga)
    page = client.get(campaign.get_absolute_url()).content.decode()
    assert [row.get_absolute_url() in page for row in (named, begun, other)] == [True, True, False]
    form = client.get(f"{LIST}new/?survey={campaign.code}").context["form"]
    assert (form["source"].value(), form["source_note"].value()) == ("survey", campaign.code)
    assert form["customers"].initial == [customer_a.pk]
