"""Invitations go out by mail, are reminded, sent anew, withdrawn, handed over."""

import re

import pytest
from django.core import mail

from brm.models import InviteeLink
from brm.operations.answer_survey import SurveyUnknown, SurveyVoid, find_invitee
from brm.operations.invite_to_survey import (
    CannotInviteToSurvey,
    hand_over_link,
    invite_anew,
    mail_next,
    remind_due,
    withdraw_invitation,
)
from brm.queries.survey_links import survey_link
from notices.operations.deliver import WAITS
from tests.brm.surveys import DAY, answer, contact, invitee, opened, secret_of, survey
from tests.cast import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign(rangga, customer_a):
    contact(customer_a, "Dewi", "user")
    contact(customer_a, "Tono", "user", email="")
    return opened(survey(rangga, customer_a))


def send_all(at=NOW) -> int:
    count = 0
    while mail_next(link=survey_link, at=at) is not None:
        count += 1
    return count


def secret_in(message) -> str:
    return re.search(r"/survey/([\w-]+)/", message.body)[1]


def test_invitation_is_mailed_once_with_a_link_that_works(campaign):
    assert send_all() == 1
    assert send_all() == 0

    message = mail.outbox[0]
    assert (message.to, message.subject) == (["dewi@customer.example"], "Do we help you?")
    assert find_invitee(secret=secret_in(message), at=NOW).person.name == "Dewi"
    # Only the hash of the secret is kept.
    assert secret_in(message) not in str(list(InviteeLink.objects.values()))


def test_invitation_is_written_in_the_language_of_the_invited(rangga, customer_a):
    customer_a.language = "id"
    customer_a.save()
    contact(customer_a, "Dewi")
    opened(survey(rangga, customer_a))

    send_all()

    assert mail.outbox[0].subject == "Apakah kami membantu?"


def test_reminder_brings_another_link_and_the_first_still_works(campaign):
    send_all()
    assert remind_due(at=NOW + 6 * DAY) == 0
    assert remind_due(at=NOW + 7 * DAY) == 1
    assert remind_due(at=NOW + 7 * DAY) == 0
    send_all(NOW + 7 * DAY)

    first, second = mail.outbox
    assert second.subject == "Reminder: Do we help you?"
    for message in (first, second):
        assert find_invitee(secret=secret_in(message), at=NOW + 8 * DAY).person.name == "Dewi"


def test_nobody_is_reminded_more_often_than_said_or_after_answering(rangga, customer_a):
    contact(customer_a, "Dewi")
    contact(customer_a, "Umar")
    campaign = opened(survey(rangga, customer_a, most_reminders=1, remind_after_days=2))
    send_all()
    answer(campaign, "Umar")

    for day in (2, 4, 6, 8):
        remind_due(at=NOW + day * DAY)
        send_all(NOW + day * DAY)

    assert [message.to for message in mail.outbox[2:]] == [["dewi@customer.example"]]
    assert invitee(campaign, "Dewi").reminders == 1


def test_message_that_failed_is_tried_again_and_then_given_up(campaign, settings):
    settings.EMAIL_BACKEND = "tests.brm.operations.test_invite_to_survey.Broken"
    at = NOW
    for wait in WAITS:
        assert mail_next(link=survey_link, at=at) is not None
        dewi = invitee(campaign, "Dewi")
        assert (dewi.mail_due_at, dewi.mailed_at) == (at + wait, None)
        assert "no server" in dewi.mail_error
        at += wait
    mail_next(link=survey_link, at=at)

    assert invitee(campaign, "Dewi").mail_due_at is None
    assert InviteeLink.objects.count() == 0


class Broken:
    def __init__(self, *args, **kwargs):
        pass

    def send_messages(self, messages):
        raise OSError("no server")


def test_sent_anew_replaces_every_link_before(campaign, rangga):
    send_all()
    invite_anew(invitee=invitee(campaign, "Dewi"), actor=rangga, at=NOW)
    send_all()

    first, second = mail.outbox
    with pytest.raises(SurveyUnknown):
        find_invitee(secret=secret_in(first), at=NOW)
    assert find_invitee(secret=secret_in(second), at=NOW).person.name == "Dewi"


def test_sending_anew_takes_a_withdrawal_back(campaign, rangga):
    withdraw_invitation(invitee=invitee(campaign, "Dewi"), because="On leave", actor=rangga, at=NOW)
    assert send_all() == 0

    invite_anew(invitee=invitee(campaign, "Dewi"), actor=rangga, at=NOW)

    assert send_all() == 1
    assert invitee(campaign, "Dewi").withdrawn_at is None


def test_link_is_handed_over_to_who_has_no_address(campaign):
    secret = secret_of(campaign, "Tono")
    assert find_invitee(secret=secret, at=NOW).person.name == "Tono"


def test_refusals_say_what_to_do(campaign, rangga):
    tono = invitee(campaign, "Tono")
    with pytest.raises(CannotInviteToSurvey, match="no e-mail address"):
        invite_anew(invitee=tono, actor=rangga, at=NOW)
    with pytest.raises(CannotInviteToSurvey) as caught:
        withdraw_invitation(invitee=tono, because=" ", actor=rangga, at=NOW)
    assert caught.value.field == "because"
    answer(campaign, "Tono")
    for verb in (hand_over_link, invite_anew):
        with pytest.raises(SurveyVoid):
            verb(invitee=tono, actor=rangga, at=NOW)


def test_who_is_not_sampled_gets_no_link(rangga, customer_a):
    contact(customer_a, "Dewi", "sponsor")
    contact(customer_a, "Umar", "user")
    campaign = opened(survey(rangga, customer_a, sample={"parts": ["user"]}))

    with pytest.raises(CannotInviteToSurvey, match="not in the sample"):
        secret_of(campaign, "Dewi")
