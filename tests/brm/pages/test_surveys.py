"""The pages on which surveys are written, watched and closed."""

import csv
import io

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Role
from brm.models import Campaign
from brm.operations.run_survey import end_survey
from brm.queries.questions import Given
from tests.brm.factories import grant, make_customer
from tests.brm.surveys import DAY, answer, contact, invitee, opened, outcome, survey
from tests.cast import NOW

pytestmark = pytest.mark.django_db
CAST = ["ayu", "sari", "rangga", "oka", "tirta", "alia", "bram", "zaki"]
PROVIDER = {"ayu", "sari", "rangga", "oka", "tirta"}
MANAGERS = {"ayu", "rangga"}


@pytest.fixture
def asked(customer_a):
    contact(customer_a, "Dewi", "decision_maker")
    contact(customer_a, "Umar", "user")
    return customer_a


@pytest.fixture
def running(rangga, asked):
    return opened(survey(rangga, asked, closes_at=NOW + 4_000 * DAY))


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("", PROVIDER),
        ("new/", MANAGERS),
        ("SRV-0001/", PROVIDER),
        ("SRV-0001/invitations/", PROVIDER),
        ("SRV-0001/answers/", MANAGERS | {"tirta"}),
        ("SRV-0001/preview/", MANAGERS),
        ("SRV-0001/end/", MANAGERS),
        ("SRV-0002/questions/", MANAGERS),
        ("SRV-0002/people/", MANAGERS),
        ("SRV-0002/outcomes/", MANAGERS),
        ("SRV-0002/preview/", MANAGERS),
        ("SRV-0002/open/", MANAGERS),
        ("SRV-0002/delete/", MANAGERS),
    ],
)
def test_page_opens_for_these_people_only(path, allowed, request, running, rangga, asked, sign_in):
    survey(rangga, asked, blocks=("outcomes",))
    people = {name: request.getfixturevalue(name) for name in CAST}

    got = {who: sign_in(user).get(f"/surveys/{path}").status_code for who, user in people.items()}

    assert got == {who: 200 if who in allowed else 403 for who in CAST}
    assert Client().get(f"/surveys/{path}").status_code == 302


def test_stranger_to_a_customer_finds_no_survey_of_it(running, zaki, customer_b, sign_in):
    grant(zaki, customer_b, Role.RELATIONSHIP_MANAGER)
    browser = sign_in(zaki)

    for path in ("", "invitations/", "answers/", "end/"):
        assert browser.get(f"/surveys/SRV-0001/{path}").status_code == 404
    assert list(browser.get("/surveys/").context["page"]) == []


def test_manager_of_a_subtree_reads_a_wider_survey_and_changes_only_its_own(
    rangga, zaki, asked, sign_in
):
    unit = make_customer("LOKET", asked)
    contact(unit, "Siti", "user")
    grant(zaki, unit, Role.RELATIONSHIP_MANAGER)
    campaign = opened(survey(rangga, asked))
    answer(campaign, "Dewi")
    answer(campaign, "Siti")
    survey(zaki, unit)
    browser = sign_in(zaki)

    response = browser.get("/surveys/SRV-0001/")
    assert response.context["results"].returned.invited == 1
    assert "Dewi" not in response.content.decode()
    assert "every figure here, totals too" in response.content.decode()
    listed = {
        row.code: (row.invited, row.answered) for row in browser.get("/surveys/").context["page"]
    }
    assert listed == {"SRV-0001": (1, 1), "SRV-0002": (0, 0)}
    people = browser.get("/surveys/SRV-0001/invitations/").context["page"]
    assert [row.person.name for row in people] == ["Siti"]
    assert browser.get("/surveys/SRV-0001/end/").status_code == 403
    assert browser.get("/surveys/SRV-0002/people/").status_code == 200
    exported = b"".join(browser.get("/surveys/SRV-0001/answers/").streaming_content).decode()
    assert ("Siti" in exported, "Dewi" in exported) == (True, False)


def test_survey_is_written_step_by_step_and_opened(rangga, asked, sign_in):
    browser = sign_in(rangga)
    form = browser.get("/surveys/new/").context["form"]
    data = {name: value for name in form.fields if (value := form[name].value()) is not None}
    data |= {
        "title": "Autumn",
        "blocks": ["outcomes", "csat"],
        "languages": ["en"],
        "opens_on": "2026-01-01",
        "closes_on": "2099-12-31",
        "zone": "Asia/Jakarta",
    }

    refused = browser.post("/surveys/new/", data)
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["heading_en"])
    assert refused.context["form"]["title"].value() == "Autumn"
    made = browser.post("/surveys/new/", data | {"heading_en": "How are we doing?"})
    assert made.url == "/surveys/SRV-0001/people/"
    people = {"customers": [asked.pk], "sampling": "all", "seed": 1}
    assert browser.post(made.url, people).url == "/surveys/SRV-0001/outcomes/"
    said = {"customer": asked.pk, "text": "Paid", "dependency": 4}
    assert browser.post("/surveys/SRV-0001/outcomes/", said).status_code == 302
    preview = browser.get("/surveys/SRV-0001/preview/").content.decode()
    assert ("How are we doing?" in preview, "Umar" in preview) == (True, True)
    browser.post("/surveys/SRV-0001/open/")

    campaign = Campaign.objects.get()
    assert (campaign.state, campaign.invitees.count()) == ("open", 2)
    assert (campaign.closes_at.isoformat()) == "2099-12-31T17:00:00+00:00"
    begun = browser.get("/surveys/SRV-0001/questions/")
    assert begun.url == "/surveys/SRV-0001/"


def test_outcome_is_taken_out_again(rangga, asked, sign_in):
    campaign = survey(rangga, asked, blocks=("outcomes",))
    row = outcome(campaign, asked, "Paid")

    sign_in(rangga).post(f"/surveys/SRV-0001/outcomes/{row.public_id}/remove/")

    assert campaign.statements.count() == 0


def test_unsampled_decision_makers_and_units_are_named(rangga, asked, sign_in):
    make_customer("KOSONG", asked, name="Unit Kosong")
    survey(rangga, asked, sample={"parts": ["user"]})
    browser = sign_in(rangga)

    for page in ("", "preview/", "open/"):
        text = browser.get(f"/surveys/SRV-0001/{page}").content.decode()
        assert ("Dewi" in text, "Unit Kosong" in text) == (True, True)


def test_results_say_few_answers_as_counts_and_many_with_a_margin(rangga, asked, sign_in):
    for number in range(5):
        contact(asked, f"P{number}")
    campaign = opened(survey(rangga, asked))
    for name in ("Dewi", "P0", "P1"):
        answer(campaign, name, Given("csat", value=5), Given("nps", value=9))
    browser = sign_in(rangga)
    few = browser.get("/surveys/SRV-0001/").content.decode()
    for name in ("P2", "P3"):
        answer(campaign, name, Given("csat", value=1), Given("nps", value=0))
    many = browser.get("/surveys/SRV-0001/").content.decode()

    assert "3 of 3 satisfied" in few
    assert "3 of 3 satisfied" not in many
    assert "± 43" in many


def test_invitation_is_withdrawn_sent_anew_and_handed_over(running, rangga, sign_in):
    browser = sign_in(rangga)
    url = f"/surveys/SRV-0001/invitations/{invitee(running, 'Umar').pk}/"

    shown = browser.post(url + "link/")
    assert shown.context["link"].split("/")[-3] == "survey"
    assert browser.get(url + "link/").status_code == 405
    assert browser.post(url + "withdraw/", {"because": ""}).status_code == 422
    assert browser.post(url + "withdraw/", {"because": "On leave"}).status_code == 302
    assert invitee(running, "Umar").withdrawn_because == "On leave"
    browser.post(url + "resend/")
    assert invitee(running, "Umar").withdrawn_at is None


def test_survey_is_closed_with_what_was_learned(running, rangga, sign_in):
    browser = sign_in(rangga)
    assert browser.get("/surveys/SRV-0001/close/").status_code == 302
    browser.post("/surveys/SRV-0001/end/")

    refused = browser.post("/surveys/SRV-0001/close/", {"analysis": "Slow", "improvement": ""})
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["improvement"])
    browser.post("/surveys/SRV-0001/close/", {"analysis": "Slow", "improvement": "SIP-7"})

    page = browser.get("/surveys/SRV-0001/").content.decode()
    assert Campaign.objects.get().state == "closed"
    assert "SIP-7" in page


def test_answers_are_exported_for_who_may(running, rangga, tirta, sari, sign_in):
    answer(running, "Dewi", Given("csat", value=2), Given("comment", text="=1+1"))

    text = b"".join(sign_in(tirta).get("/surveys/SRV-0001/answers/").streaming_content)
    rows = list(csv.DictReader(io.StringIO(text.decode("utf-8-sig"))))
    assert [(row["Name"], row["Role"], row["Answer"], row["Text"]) for row in rows] == [
        ("Dewi", "Decision maker", "", "'=1+1"),
        ("Dewi", "Decision maker", "2", ""),
    ]
    assert sign_in(sari).get("/surveys/SRV-0001/answers/").status_code == 403
    book = sign_in(rangga).get("/surveys/SRV-0001/answers/?format=xlsx")
    assert book.getvalue().startswith(b"PK")


def test_answers_of_a_running_nameless_survey_are_not_exported(rangga, asked, sign_in):
    contact(asked, "Siti")
    campaign = opened(survey(rangga, asked, is_anonymous=True))
    browser = sign_in(rangga)
    assert browser.get("/surveys/SRV-0001/answers/").status_code == 403

    end_survey(campaign=campaign, actor=rangga, at=NOW)
    assert browser.get("/surveys/SRV-0001/answers/").status_code == 200


def test_customer_page_shows_satisfaction_over_time(rangga, asked, sign_in):
    for day in (0, 1):
        campaign = survey(rangga, asked, blocks=("outcomes",))
        row = outcome(campaign, asked, "Paid")
        campaign = opened(campaign)
        answer(campaign, "Dewi", Given("outcomes", statement=row.pk, importance=9, value=4 + day))
        end_survey(campaign=campaign, actor=rangga, at=NOW - 3 * DAY + day * DAY)

    page = sign_in(rangga).get(f"/customers/{asked.code}/voice/").content.decode()

    assert page.index("SRV-0002") < page.index("SRV-0001")
    assert "Outcome satisfaction over time" in page


def count_queries(browser, url) -> int:
    browser.get(url)
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(url).status_code == 200
    return len(queries)


def test_lists_cost_the_same_for_one_and_for_many(running, rangga, asked, sign_in):
    browser = sign_in(rangga)
    urls = ("/surveys/", "/surveys/SRV-0001/", "/surveys/SRV-0001/invitations/")
    answer(running, "Dewi")
    one = [count_queries(browser, url) for url in urls]
    answer(running, "Umar")
    for number in range(3):
        contact(asked, f"P{number}")
        opened(survey(rangga, asked))

    assert [count_queries(browser, url) for url in urls] == one


def test_search_finds_surveys_of_ones_customers(running, rangga, zaki):
    from brm.queries.survey_search import find_surveys

    assert [hit.url for hit in find_surveys(rangga, "srv-00", 5)] == ["/surveys/SRV-0001/"]
    assert find_surveys(zaki, "srv-00", 5) == []
