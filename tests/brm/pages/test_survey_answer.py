"""The survey by link, without signing in, and from a customer's own pages."""

import pytest
from django.core.cache import cache
from django.test import Client

from brm.models import Answer, Campaign, Contact, Response
from brm.operations.invite_to_survey import withdraw_invitation
from brm.operations.run_survey import end_survey
from brm.pages.survey_answer import MOST_GUESSES
from tests.brm.factories import with_parts
from tests.brm.surveys import answer, contact, invitee, opened, outcome, secret_of, survey

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_guesses():
    cache.clear()


@pytest.fixture
def clock():
    """Surveys of these tests are open by the real clock, which the page reads."""
    import datetime as dt

    now = dt.datetime.now(dt.UTC)
    return {"opens_at": now - dt.timedelta(days=1), "closes_at": now + dt.timedelta(days=9)}


@pytest.fixture
def campaign(rangga, customer_a, alia, clock):
    customer_a.language = "id"
    customer_a.save()
    contact(customer_a, "Dewi", "user")
    with_parts(Contact.objects.create(person=alia.person, customer=customer_a), "decision_maker")
    campaign = survey(
        rangga,
        customer_a,
        blocks=("outcomes", "csat", "nps", "ikm", "relationship", "provider", "comment"),
        **clock,
    )
    outcome(campaign, customer_a, "Akta terbit di hari yang sama")
    return opened(campaign, at=clock["opens_at"])


@pytest.fixture
def link(campaign, clock):
    return f"/survey/{secret_of(campaign, 'Dewi', at=clock['opens_at'])}/"


def test_link_opens_without_signing_in_in_the_language_of_the_invited(link):
    browser = Client()
    response = browser.get(link)

    page = response.content.decode()
    assert (response.status_code, response["Content-Language"]) == (200, "id")
    assert "Apakah kami membantu?" in page
    assert "Akta terbit di hari yang sama" in page
    assert set(browser.cookies) == {"csrftoken"}
    assert response["Cache-Control"].startswith("max-age=0")


def test_reader_may_switch_to_another_language_of_the_survey(link):
    response = Client().get(f"{link}?lang=en")

    assert response["Content-Language"] == "en"
    assert "Do we help you?" in response.content.decode()
    assert Client().get(f"{link}?lang=xx")["Content-Language"] == "id"


def fields(campaign):
    row = campaign.statements.get()
    return f"importance-{row.pk}", f"outcome-{row.pk}"


def test_answers_are_sent_once(campaign, link):
    importance, satisfaction = fields(campaign)
    browser = Client()

    sent = browser.post(link, {importance: 9, satisfaction: 4, "csat": 2, "ikm-3": 4})

    assert (sent.status_code, sent.templates[0].name) == (200, "brm/survey_sent.html")
    rows = Answer.objects.order_by("block").values_list("block", "element", "importance", "value")
    assert list(rows) == [("csat", 0, None, 2), ("ikm", 3, None, 4), ("outcomes", 0, 9, 4)]
    again = browser.post(link, {"csat": 5})
    assert (again.status_code, again.context["reason"]) == (410, "survey_answered")
    assert Response.objects.count() == 1


def test_what_was_typed_is_kept_when_something_is_missing(campaign, link):
    importance, satisfaction = fields(campaign)

    response = Client().post(link, {importance: 9, "comment": "Antrean panjang", "csat": 3})

    form = response.context["form"]
    assert response.status_code == 422
    assert list(form.errors) == [satisfaction]
    page = response.content.decode()
    assert "Antrean panjang" in page
    assert f'name="{importance}" value="9"' in page
    assert page.count(" checked") == 2
    assert Response.objects.count() == 0


@pytest.mark.parametrize("data", [{}, {"csat": "7"}, {"csat": "many"}])
def test_nothing_and_nonsense_are_refused(link, data):
    response = Client().post(link, data)

    assert (response.status_code, Response.objects.count()) == (422, 0)


def test_form_is_guarded_against_other_sites(link):
    assert Client(enforce_csrf_checks=True).post(link, {"csat": 4}).status_code == 403


def test_link_says_when_the_survey_is_over(campaign, link, clock):
    end_survey(campaign=campaign, actor=campaign.owner, at=clock["opens_at"])

    response = Client().get(link)
    assert (response.status_code, response.context["reason"]) == (410, "survey_over")


def test_link_says_that_it_was_withdrawn(campaign, link, clock):
    withdraw_invitation(
        invitee=invitee(campaign, "Dewi"),
        because="Left",
        actor=campaign.owner,
        at=clock["opens_at"],
    )

    response = Client().get(link)
    assert (response.status_code, response.context["reason"]) == (410, "survey_withdrawn")
    assert "Left" not in response.content.decode()


def test_unknown_links_get_one_answer_and_then_wait(link):
    answers = [Client().get(f"/survey/guess-{number}/") for number in range(5)]
    assert {(found.status_code, found.context["reason"]) for found in answers} == {
        (404, "survey_unknown")
    }
    assert len({found.context["why"] for found in answers}) == 1
    for number in range(MOST_GUESSES):
        Client().get(f"/survey/guess-{number}/")

    refused = Client().get("/survey/guess-x/")
    assert (refused.status_code, refused["Retry-After"]) == (429, "60")
    # Whoever has a link is not locked out by a neighbour who guesses.
    assert Client().get(link).status_code == 200


def test_customer_finds_the_survey_on_its_own_pages_and_answers_there(campaign, alia, sign_in):
    browser = sign_in(alia)
    mine = invitee(campaign, "Alia Pemutus")
    url = f"/my/surveys/{mine.pk}/"

    assert url in browser.get("/my/").content.decode()
    assert browser.get(url).status_code == 200
    assert browser.post(url, {"csat": 4}).status_code == 200
    assert Response.objects.get().invitee == mine
    assert url not in browser.get("/my/").content.decode()
    assert browser.get(url).status_code == 410


def test_nobody_answers_for_somebody_else(campaign, bram, rangga, ayu, sign_in):
    url = f"/my/surveys/{invitee(campaign, 'Dewi').pk}/"

    assert [sign_in(user).get(url).status_code for user in (bram, rangga, ayu)] == [404] * 3
    assert Client().get(url).status_code == 302


def test_customer_sees_nothing_but_its_own_invitation(campaign, alia, bram, sign_in):
    answer(campaign, "Dewi", at=campaign.opens_at)
    code = campaign.code
    for path in ("", f"{code}/", f"{code}/invitations/", f"{code}/answers/", f"{code}/preview/"):
        for user in (alia, bram):
            assert sign_in(user).get(f"/surveys/{path}").status_code == 403
    page = sign_in(alia).get("/my/").content.decode()
    assert ("Dewi" in page, Campaign.objects.visible_to(alia).count()) == (False, 0)
    assert "/my/surveys/" not in sign_in(bram).get("/my/").content.decode()
