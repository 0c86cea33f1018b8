"""A survey opens, ends and is closed with what was learned (R7, R8)."""

import pytest
from django.db import IntegrityError, transaction

from brm.models import Campaign, Contact
from brm.operations.run_survey import (
    close_survey,
    end_due_surveys,
    end_survey,
    open_due_surveys,
    schedule_survey,
    unschedule_survey,
)
from brm.operations.save_survey import SurveyRefused
from notices.models import Notice
from tests.brm.factories import make_customer
from tests.brm.surveys import DAY, contact, invitee, opened, outcome, survey
from tests.cast import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(customer_a):
    contact(customer_a, "Dewi", "decision_maker", "user")
    contact(customer_a, "Umar", "user")
    contact(customer_a, "Tono", email="")
    return customer_a


def test_opening_writes_population_and_sample_down(rangga, asked):
    campaign = survey(rangga, asked, sample={"parts": ["user"]})

    opened(campaign)

    rows = {row.person.name: row for row in campaign.invitees.all()}
    assert {name: (row.in_population, row.is_sampled) for name, row in rows.items()} == {
        "Dewi": (True, True),
        "Umar": (True, True),
        "Tono": (False, False),
    }
    assert (rows["Dewi"].kept_role, rows["Dewi"].place) == ("decision_maker", asked)
    assert (rows["Dewi"].invited_at, rows["Dewi"].expires_at) == (NOW, NOW + 14 * DAY)
    assert (rows["Dewi"].mail, rows["Dewi"].mail_due_at) == ("invitation", NOW)
    assert rows["Tono"].invited_at is None


def test_who_has_no_address_is_invited_without_a_message(rangga, asked):
    campaign = opened(survey(rangga, asked))
    tono = invitee(campaign, "Tono")

    assert (tono.invited_at, tono.mail_due_at) == (NOW, None)


def test_random_sample_is_the_one_that_was_planned(rangga, customer_a):
    for number in range(12):
        contact(customer_a, f"P{number:02}")
    sample = {"sampling": "random", "sample_size": 5, "seed": 9}
    campaign = opened(survey(rangga, customer_a, sample=sample))

    from brm.queries.population import plan_sample

    drawn = {row.contact.pk for row in plan_sample(campaign, on=NOW.date()) if row.is_sampled}
    assert len(drawn) == 5
    assert {row.contact_id for row in campaign.invitees.filter(is_sampled=True)} == drawn


def test_person_is_asked_in_their_own_language(rangga, alia, asked):
    alia.language = "id"
    alia.save()
    Contact.objects.create(person=alia.person, customer=asked)
    asked.language = "en"
    asked.save()
    campaign = opened(survey(rangga, asked))

    assert invitee(campaign, "Alia Pemutus").language == "id"
    assert invitee(campaign, "Dewi").language == "en"


def test_who_signs_in_is_told_in_the_bell(rangga, alia, asked):
    Contact.objects.create(person=alia.person, customer=asked)
    campaign = opened(survey(rangga, asked))

    notice = Notice.objects.get(kind="brm.survey_asked")
    assert [row.user for row in notice.deliveries.all()] == [alia]
    assert notice.url == f"/my/surveys/{invitee(campaign, 'Alia Pemutus').pk}/"


def test_survey_of_later_waits_for_its_day(rangga, asked):
    campaign = survey(rangga, asked, opens_at=NOW + DAY)

    campaign = opened(campaign)
    assert (campaign.state, campaign.invitees.count()) == ("scheduled", 0)

    assert open_due_surveys(at=NOW + DAY) == 1
    assert open_due_surveys(at=NOW + DAY) == 0
    campaign.refresh_from_db()
    assert (campaign.state, campaign.invitees.count()) == ("open", 3)


def test_scheduled_survey_can_be_taken_back(rangga, asked):
    campaign = opened(survey(rangga, asked, opens_at=NOW + DAY))

    unschedule_survey(campaign=campaign, actor=rangga, at=NOW)

    assert open_due_surveys(at=NOW + DAY) == 0
    assert Campaign.objects.get().state == "draft"


def test_scheduled_survey_that_has_nobody_left_becomes_a_draft_and_says_so(rangga, asked):
    opened(survey(rangga, asked, opens_at=NOW + DAY))
    Contact.objects.all().delete()

    assert open_due_surveys(at=NOW + DAY) == 0
    assert Campaign.objects.get().state == "draft"
    assert Notice.objects.get(kind="brm.survey_dates").facts["what"] == "not_opened"


@pytest.mark.parametrize(
    "fields",
    [
        {"blocks": ("outcomes",)},
        {"sample": {"parts": ["sponsor"]}},
        {"opens_at": NOW - 9 * DAY, "closes_at": NOW},
        {"is_anonymous": True, "smallest_group": 4},
    ],
    ids=["no outcome", "nobody", "over", "too few to be nameless"],
)
def test_what_cannot_be_asked_does_not_open(rangga, asked, fields):
    campaign = survey(rangga, asked, **fields)

    with pytest.raises(SurveyRefused):
        schedule_survey(campaign=campaign, actor=rangga, at=NOW)
    assert Campaign.objects.get().state == "draft"


def test_nameless_survey_merges_what_is_too_small(rangga, asked):
    unit = make_customer("LOKET", asked)
    contact(unit, "Siti", "user")
    campaign = opened(survey(rangga, asked, is_anonymous=True))

    siti = invitee(campaign, "Siti")
    assert (siti.customer, siti.place, siti.kept_role) == (unit, asked, "")


def test_survey_ends_at_its_instant_and_tells_its_owner(rangga, asked):
    campaign = opened(survey(rangga, asked))

    assert end_due_surveys(at=NOW + 13 * DAY) == 0
    assert end_due_surveys(at=NOW + 15 * DAY) == 1
    assert end_due_surveys(at=NOW + 15 * DAY) == 0
    campaign.refresh_from_db()
    assert (campaign.state, campaign.ended_at) == ("ended", NOW + 14 * DAY)
    notice = Notice.objects.get(kind="brm.survey_dates")
    assert {row.user for row in notice.deliveries.all()} == {rangga}


def test_survey_is_ended_early_and_once(rangga, asked):
    campaign = opened(survey(rangga, asked))

    end_survey(campaign=campaign, actor=rangga, at=NOW + DAY)

    assert invitee(campaign, "Dewi").expires_at == NOW + DAY
    with pytest.raises(SurveyRefused):
        end_survey(campaign=campaign, actor=rangga, at=NOW + DAY)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        (("", "SIP-1", ""), "analysis"),
        (("Procedure is slow", "", " "), "improvement"),
        (("Procedure is slow", "SIP-1", "None needed"), "no_improvement"),
    ],
)
def test_survey_does_not_close_without_what_was_learned(rangga, asked, said, field):
    campaign = opened(survey(rangga, asked))
    end_survey(campaign=campaign, actor=rangga, at=NOW)

    with pytest.raises(SurveyRefused) as caught:
        close(campaign, *said)
    assert (caught.value.field, Campaign.objects.get().state) == (field, "ended")


def close(campaign, analysis="Slow", improvement="SIP-1", no_improvement=""):
    return close_survey(
        campaign=campaign,
        analysis=analysis,
        improvement=improvement,
        no_improvement=no_improvement,
        actor=campaign.owner,
        at=NOW + DAY,
    )


def test_survey_closes_once_after_its_end(rangga, asked):
    campaign = opened(survey(rangga, asked))
    with pytest.raises(SurveyRefused):
        close(campaign)
    end_survey(campaign=campaign, actor=rangga, at=NOW)

    close(campaign, "Slow", "", "The new forms come anyway.")

    campaign.refresh_from_db()
    assert (campaign.state, campaign.closed_by, campaign.closed_at) == (
        "closed",
        rangga,
        NOW + DAY,
    )
    with pytest.raises(SurveyRefused):
        close(campaign)


def test_database_closes_nothing_without_an_analysis(rangga, asked):
    campaign = opened(survey(rangga, asked))
    with pytest.raises(IntegrityError), transaction.atomic():
        Campaign.objects.filter(pk=campaign.pk).update(state="closed", closed_at=NOW)


def test_outcomes_are_asked_when_there_is_one(rangga, asked):
    campaign = survey(rangga, asked, blocks=("outcomes",))
    outcome(campaign, asked, "Salaries arrive")

    assert opened(campaign).state == "open"
