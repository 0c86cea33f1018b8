"""Short ways to surveys: a small organisation, a survey of it, answers, links."""

import datetime as dt
from typing import Any

from accounts.models import Person, User
from brm.models import Campaign, Contact, Customer, Invitee
from brm.operations.answer_survey import send_response
from brm.operations.invite_to_survey import hand_over_link
from brm.operations.run_survey import schedule_survey
from brm.operations.save_survey import choose_population, save_statement, save_survey
from brm.queries.questions import Given
from tests.brm.factories import with_parts
from tests.cast import NOW

Block = Campaign.Block
DAY = dt.timedelta(days=1)


def contact(customer: Customer, name: str, *parts: str, email: str | None = None) -> Contact:
    """A contact with an address made of the name, unless another or none is given."""
    address = f"{name.split()[0].lower()}@customer.example" if email is None else email
    person = Person.objects.create(name=name, email=address)
    return with_parts(Contact.objects.create(person=person, customer=customer), *parts)


def survey(
    owner: User,
    *customers: Customer,
    blocks: tuple[str, ...] = (Block.CSAT, Block.NPS, Block.COMMENT),
    services: tuple[Any, ...] = (),
    sample: dict[str, Any] | None = None,
    **fields: Any,
) -> Campaign:
    """A draft that asks everybody of `customers`, open from now for two weeks."""
    campaign = save_survey(
        campaign=Campaign(
            **{
                "title": "How was the year",
                "owner": owner,
                "languages": ["en", "id"],
                "wording": {
                    "en": {"heading": "Do we help you?", "intro": "Four minutes."},
                    "id": {"heading": "Apakah kami membantu?", "intro": "Empat menit."},
                },
                "blocks": list(blocks),
                "zone": "Asia/Jakarta",
                "opens_at": NOW,
                "closes_at": NOW + 14 * DAY,
            }
            | fields
        ),
        services=services,
        actor=owner,
        at=NOW,
    )
    if customers:
        people(campaign, owner, *customers, **(sample or {}))
    return Campaign.objects.get(pk=campaign.pk)


def people(campaign: Campaign, actor: User, *customers: Customer, **sample: Any) -> Campaign:
    return choose_population(
        campaign=campaign,
        customers=customers,
        **{
            "parts": [],
            "sampling": "all",
            "sample_size": None,
            "seed": 1,
            "picked": [],
        }
        | sample,
        actor=actor,
        at=NOW,
    )


def outcome(campaign: Campaign, customer: Customer, text: str, **fields: Any) -> Any:
    return save_statement(
        campaign=campaign,
        customer=customer,
        text=text,
        **{"service": None, "dependency": 3, "reference": ""} | fields,
        actor=campaign.owner,
        at=NOW,
    )


def opened(campaign: Campaign, *, at: dt.datetime = NOW) -> Campaign:
    return schedule_survey(campaign=campaign, actor=campaign.owner, at=at)


def invitee(campaign: Campaign, name: str) -> Invitee:
    return Invitee.objects.get(campaign=campaign, person__name=name)


def answer(campaign: Campaign, name: str, *given: Given, at: dt.datetime = NOW) -> Any:
    return send_response(
        invitee=invitee(campaign, name), answers=given or [Given(Block.CSAT, value=4)], at=at
    )


def secret_of(campaign: Campaign, name: str, *, at: dt.datetime = NOW) -> str:
    return hand_over_link(invitee=invitee(campaign, name), actor=campaign.owner, at=at)
