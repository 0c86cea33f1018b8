"""Answers are kept once and for ever; nameless ones lead to nobody."""

import pytest
from django.apps import apps
from django.db import IntegrityError, InternalError, transaction

from brm.models import Answer, Response
from brm.operations.answer_survey import (
    AnswersRefused,
    SurveyAnswered,
    SurveyOver,
    SurveyUnknown,
    SurveyWithdrawn,
    find_invitee,
)
from brm.operations.invite_to_survey import withdraw_invitation
from brm.queries.questions import Given
from slm.models import Service
from tests.brm.factories import make_customer
from tests.brm.surveys import (
    DAY,
    Block,
    answer,
    contact,
    invitee,
    opened,
    outcome,
    secret_of,
    survey,
)
from tests.cast import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(customer_a):
    for name in ("Dewi", "Umar", "Tono"):
        contact(customer_a, name, "user")
    return customer_a


def test_answers_are_kept_with_unit_and_role(rangga, asked):
    campaign = opened(survey(rangga, asked))

    answer(campaign, "Dewi", Given("csat", value=5), Given("comment", text=" Fine "), Given("nps"))

    response = Response.objects.get()
    assert (response.customer, response.role, response.sent_at) == (asked, "user", NOW)
    assert response.invitee == invitee(campaign, "Dewi")
    rows = response.answers.order_by("block").values_list("block", "value", "text")
    assert list(rows) == [("comment", None, "Fine"), ("csat", 5, "")]
    assert (response.invitee.is_answered, response.invitee.answered_at) == (True, NOW)


def test_nameless_answers_lead_to_nobody(rangga, asked):
    campaign = opened(survey(rangga, asked, is_anonymous=True))

    answer(campaign, "Dewi", Given("csat", value=1))

    response = Response.objects.get()
    assert (response.invitee, response.sent_at) == (None, None)
    dewi = invitee(campaign, "Dewi")
    assert (dewi.is_answered, dewi.answered_at) == (True, None)
    # No history keeps an instant beside the answers either.
    names = {model.__name__ for model in apps.get_app_config("brm").get_models()}
    assert {"ResponseEvent", "AnswerEvent"} & names == set()
    kept = {field.name for field in Response._meta.fields}
    assert kept == {"id", "campaign", "invitee", "customer", "role", "sent_at"}


def test_database_refuses_a_nameless_answer_with_an_instant(rangga, asked):
    campaign = opened(survey(rangga, asked, is_anonymous=True))
    with pytest.raises(IntegrityError), transaction.atomic():
        Response.objects.create(campaign=campaign, customer=asked, sent_at=NOW)


def test_answers_never_change(rangga, asked):
    campaign = opened(survey(rangga, asked))
    answer(campaign, "Dewi")

    for rows in (Response.objects.all(), Answer.objects.all()):
        with pytest.raises(InternalError), transaction.atomic():
            rows.update(**{"role": "sponsor"} if rows.model is Response else {"value": 1})
        with pytest.raises(InternalError), transaction.atomic():
            rows._raw_delete(rows.db)


def test_invitation_is_answered_once(rangga, asked):
    campaign = opened(survey(rangga, asked))
    secret = secret_of(campaign, "Dewi")
    answer(campaign, "Dewi")

    with pytest.raises(SurveyAnswered):
        answer(campaign, "Dewi")
    with pytest.raises(SurveyAnswered):
        find_invitee(secret=secret, at=NOW)


def test_link_opens_its_invitation_until_the_end(rangga, asked):
    campaign = opened(survey(rangga, asked))
    secret = secret_of(campaign, "Dewi")

    assert find_invitee(secret=secret, at=NOW + 13 * DAY).person.name == "Dewi"
    with pytest.raises(SurveyOver):
        find_invitee(secret=secret, at=NOW + 14 * DAY)
    with pytest.raises(SurveyUnknown):
        find_invitee(secret=secret + "x", at=NOW)


def test_withdrawn_invitation_is_not_answered(rangga, asked):
    campaign = opened(survey(rangga, asked))
    secret = secret_of(campaign, "Dewi")
    withdraw_invitation(invitee=invitee(campaign, "Dewi"), because="Has left", actor=rangga, at=NOW)

    with pytest.raises(SurveyWithdrawn):
        find_invitee(secret=secret, at=NOW)


def test_nothing_at_all_is_no_answer(rangga, asked):
    campaign = opened(survey(rangga, asked))
    with pytest.raises(AnswersRefused):
        answer(campaign, "Dewi", Given("csat"), Given("comment", text="  "))


def test_only_what_was_asked_is_answered(rangga, asked, customer_b):
    unit = make_customer("LOKET", asked)
    contact(unit, "Siti", "user")
    service, other = (Service.objects.create(code=code, name=code) for code in ("PAY", "ERP"))
    campaign = survey(
        rangga, asked, blocks=("outcomes", "services", "ikm", "csat"), services=[service]
    )
    above, below = outcome(campaign, asked, "Paid"), outcome(campaign, unit, "Served")
    campaign = opened(campaign)

    for given in (
        Given("nps", value=9),
        Given("services", service=other.pk, value=4),
        Given("services", value=4),
        Given("outcomes", statement=below.pk, importance=9, value=4),
        Given("outcomes", statement=above.pk, value=4),
        Given("ikm", element=10, value=4),
        Given("ikm", value=4),
        Given("csat", element=1, value=4),
    ):
        with pytest.raises(AnswersRefused):
            answer(campaign, "Dewi", given)
    # Somebody of the unit below is asked about both.
    answer(
        campaign,
        "Siti",
        Given("outcomes", statement=above.pk, importance=9, value=4),
        Given("outcomes", statement=below.pk, importance=8, value=7, text="Queues"),
        Given("services", service=service.pk, value=4),
        Given("ikm", element=9, value=4),
    )
    assert Answer.objects.count() == 4


@pytest.mark.parametrize(
    "given",
    [Given("csat", value=6), Given("csat", value=0), Given("nps", value=11)],
)
def test_answer_outside_its_scale_is_refused(rangga, asked, given):
    campaign = opened(survey(rangga, asked))

    with pytest.raises(AnswersRefused):
        answer(campaign, "Dewi", given)
    assert (Response.objects.count(), invitee(campaign, "Dewi").is_answered) == (0, False)


def test_same_question_is_answered_once(rangga, asked):
    campaign = opened(survey(rangga, asked))
    with pytest.raises(AnswersRefused):
        answer(campaign, "Dewi", Given(Block.CSAT, value=4), Given(Block.CSAT, value=5))
