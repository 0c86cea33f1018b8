"""Tells how customers were asked: a yearly public index, a business survey, one that is open now.

The logistics customer gets every level it was promised and is unhappy all the same; the textile
customer's decision maker was never asked.
"""

import datetime as dt
import random
from collections.abc import Callable
from functools import cache
from typing import Any

from accounts.models import User
from brm.models import Campaign, Contact, Customer, Invitee
from brm.operations.add_contact import add_contact
from brm.operations.answer_survey import send_response
from brm.operations.run_survey import close_survey, end_survey, schedule_survey
from brm.operations.save_survey import choose_population, save_statement, save_survey
from brm.queries.local_days import day_begins_at, day_of
from brm.queries.questions import Given, statements_for
from slm.models import Service

from . import story

Block = Campaign.Block
DAY = dt.timedelta(days=1)
YEAR = dt.timedelta(days=364)

# Who else works there: customer, name, position, part.
CONTACTS = (
    ("PURWASARI", "Wayan Sudarma", "Kepala bidang pelayanan", "user_representative"),
    ("PURWASARI", "Nurul Hidayah", "Analis kependudukan", "user"),
    ("PURWASARI-LOKET", "Slamet Riyadi", "Petugas loket", "user"),
    ("PURWASARI-LOKET", "Tuti Handayani", "Petugas loket", "user"),
    ("PURWASARI-LOKET", "Joko Susanto", "Petugas loket", "user"),
    ("PURWASARI-LOKET", "Ani Rahmawati", "Kepala loket", "user_representative"),
    ("RIMBA", "Fitri Maharani", "Head of dispatch", "user_representative"),
    ("RIMBA", "Anton Wibisono", "Dispatcher", "user"),
    ("CAKRAWALA-CARD", "Lina Kusuma", "Card operations", "user_representative"),
    ("CAKRAWALA-DIGI", "Reza Firmansyah", "Digital banking", "user_representative"),
    ("SURYA", "Budi Hartono", "Managing director", "decision_maker"),
    ("SURYA", "Siska Amelia", "Plant bookkeeping", "user"),
    ("SURYA", "Eko Purnomo", "Plant network", "user"),
)

# Outcome, whose, the service it rests on, how much; then importance and satisfaction that most
# people there gave two surveys ago and last time.
OUTCOMES = (
    ("Every consignee knows by noon where the goods are", "RIMBA", "TRK", 5, (9, 7), (10, 4)),
    ("A lorry is loaded within forty minutes", "RIMBA", "WMS", 4, (8, 6), (9, 5)),
    ("Shops are paid the moment a customer pays", "CAKRAWALA", "PAY-GW", 5, (10, 7), (10, 8)),
    ("Customers bank without a branch", "CAKRAWALA", "MOB-API", 4, (9, 6), (9, 7)),
    ("The plants close their month on the third day", "SURYA", "ERP", 3, (8, 8), (8, 8)),
)
HOSPITAL = (
    ("Berkas setiap pasien tersedia di sisi tempat tidur", "HARAPAN", "HIS", 5),
    ("Siapa pun yang perlu bantuan cukup bertanya sekali", "HARAPAN", "DESK", 3),
)
REMARKS = {
    "RIMBA": "The system is up, and still we ring drivers: positions are an hour old.",
    "CAKRAWALA": "Much better since the releases moved to Tuesday night.",
}
# What most people at the registry answer to the nine elements, this year and the year before.
ELEMENTS = {"now": (3, 3, 4, 3, 3, 4, 4, 3, 3), "before": (3, 3, 3, 3, 3, 3, 4, 3, 3)}
INTRO = {
    "en": "It takes about four minutes. We tell you in the next review what follows from it.",
    "id": "Sekitar 4 menit. Hasil dan tindak lanjutnya kami sampaikan pada rapat tinjauan.",
}


class Surveys:
    """The people of this story, and short ways to its surveys."""

    def __init__(self, at: dt.datetime) -> None:
        self.at = at
        self.manager = User.objects.get(email=story.PEOPLE[1].email)
        self.dice = random.Random(7)
        self.asked = cache(statements_for)
        self.day = day_begins_at(day_of(at, story.ZONE), story.ZONE)

    def begin(
        self, code: str, headings: dict[str, str], *, days: tuple[int, int], **fields: Any
    ) -> Campaign:
        """A survey that opened and ends so many days from today."""
        opens_at, closes_at = (self.day + DAY * number for number in days)
        services = fields.pop("services", ())
        campaign = Campaign(
            code=code,
            owner=self.manager,
            languages=list(headings),
            wording={
                language: {"heading": heading, "intro": INTRO[language]}
                for language, heading in headings.items()
            },
            zone=story.ZONE,
            opens_at=opens_at,
            closes_at=closes_at,
            **fields,
        )
        return save_survey(
            campaign=campaign,
            services=Service.objects.filter(code__in=services),
            actor=self.manager,
            at=opens_at - DAY * 7,
        )

    def ask(
        self,
        campaign: Campaign,
        *customers: str,
        outcomes: tuple[Any, ...] = (),
        **sample: Any,
    ) -> Campaign:
        """Choose the people and open the survey."""
        at = campaign.opens_at
        choose_population(
            campaign=campaign,
            customers=Customer.objects.filter(code__in=customers),
            **(
                {
                    "parts": [],
                    "sampling": Campaign.Sampling.ALL,
                    "sample_size": None,
                    "seed": 1,
                    "picked": [],
                }
                | sample
            ),
            actor=self.manager,
            at=at,
        )
        campaign.refresh_from_db()
        for text, customer, service, dependency, *_said in outcomes:
            save_statement(
                campaign=campaign,
                customer=Customer.objects.get(code=customer),
                text=text,
                service=Service.objects.get(code=service),
                dependency=dependency,
                reference="",
                actor=self.manager,
                at=at,
            )
        return schedule_survey(campaign=campaign, actor=self.manager, at=at)

    def answer(
        self,
        campaign: Campaign,
        answers: Callable[[Invitee], list[Given]],
        *,
        silent: tuple[str, ...] = (),
    ) -> None:
        """Everybody but the silent answers, one after the other."""
        invitees = campaign.invitees.filter(is_sampled=True).exclude(person__name__in=silent)
        rows = invitees.select_related("campaign", "customer", "place", "person")
        for number, invitee in enumerate(rows.order_by("person__name"), start=1):
            at = campaign.opens_at + dt.timedelta(hours=9 + 5 * number)
            if at < self.at:
                send_response(invitee=invitee, answers=answers(invitee), at=at)
        # Messages of the past are not sent today.
        campaign.invitees.filter(mail_due_at__isnull=False).update(
            mail_due_at=None, mailed_at=campaign.opens_at
        )

    def finish(self, campaign: Campaign, *, analysis: str = "", **outcome: str) -> None:
        """End the survey on its last day and, with an analysis, close it a week later."""
        end_survey(campaign=campaign, actor=None, at=campaign.closes_at)
        if analysis:
            close_survey(
                campaign=campaign,
                analysis=analysis,
                improvement=outcome.get("improvement", ""),
                no_improvement=outcome.get("no_improvement", ""),
                actor=self.manager,
                at=campaign.closes_at + DAY * 7,
            )

    def near(self, usual: int, least: int, most: int) -> int:
        """What somebody answers where most say `usual`."""
        return min(most, max(least, usual + self.dice.choice((-1, 0, 0, 0, 1))))

    def elements(self, year: str) -> Callable[[Invitee], list[Given]]:
        return lambda _invitee: [
            Given(Block.IKM, element=number, value=self.near(usual, 1, 4))
            for number, usual in enumerate(ELEMENTS[year], start=1)
        ]

    def business(self, campaign: Campaign, when: int) -> Callable[[Invitee], list[Given]]:
        """Answers to a business survey: 0 the first one, 1 the last."""
        said = {text: outcomes[when] for text, _c, _s, _d, *outcomes in OUTCOMES}
        services = {row.code: row.pk for row in campaign.services.all()}
        uses = {"RIMBA": ("TRK", "WMS"), "CAKRAWALA": ("PAY-GW", "MOB-API"), "SURYA": ("ERP",)}

        def answers(invitee: Invitee) -> list[Given]:
            root = invitee.customer.code.split("-")[0]
            unhappy = root == "RIMBA" and when == 1
            given = []
            for number, row in enumerate(self.asked(campaign, invitee.place)):
                importance, satisfaction = said[row.text]
                given.append(
                    Given(
                        Block.OUTCOMES,
                        statement=row.pk,
                        importance=self.near(importance, 0, 10),
                        value=self.near(satisfaction, 0, 10),
                        text=REMARKS.get(root, "") if when == 1 and number == 0 else "",
                    )
                )
            given += [
                Given(
                    Block.SERVICES,
                    service=services[code],
                    value=self.near(2 if unhappy else 4, 1, 5),
                )
                for code in uses.get(root, ())
            ]
            return [
                *given,
                Given(Block.CSAT, value=self.near(2 if unhappy else 4, 1, 5)),
                Given(Block.NPS, value=self.near(4 if unhappy else 8, 0, 10)),
                Given(Block.RELATIONSHIP, value=self.near(3 if unhappy else 4, 1, 5)),
                Given(Block.PROVIDER, value=self.near(3 if unhappy else 4, 1, 5)),
            ]

        return answers


def tell_satisfaction(*, at: dt.datetime) -> None:
    """Write the surveys of the last year and the one that is open, through the verbs."""
    told = Surveys(at)
    _contacts(told)
    _public_index(told)
    _business(told)
    _open_now(told)


def _contacts(told: Surveys) -> None:
    at = told.at - YEAR - DAY * 60
    for code, name, position, part in CONTACTS:
        add_contact(
            customer=Customer.objects.get(code=code),
            name=name,
            email=f"{name.lower().replace(' ', '.')}@{code.split('-')[0].lower()}.example",
            phone="",
            position=position,
            parts=[part],
            actor=told.manager,
            at=at,
        )


def _public_index(told: Surveys) -> None:
    """The yearly index of the civil registry: last year's and this year's."""
    for code, days, year in (
        ("SKM-1", (-410, -390), "before"),
        ("SKM-2", (-46, -26), "now"),
    ):
        campaign = told.begin(
            code,
            {"id": "Survei Kepuasan Masyarakat, Pencatatan kependudukan daring"},
            days=days,
            title="Public satisfaction index, civil registry",
            blocks=[Block.IKM, Block.COMMENT],
            is_anonymous=True,
        )
        told.ask(campaign, "PURWASARI")
        told.answer(campaign, told.elements(year), silent=("Endang Pertiwi",))
        campaign.refresh_from_db()
        told.finish(
            campaign,
            analysis="Time and conduct are praised. The procedure is the lowest element: forms "
            "ask again for what the registry knows.",
            improvement="SIP-0007" if year == "now" else "",
            no_improvement="" if year == "now" else "The new forms were already on their way.",
        )


def _business(told: Surveys) -> None:
    """Two business surveys; the last one has ended and waits for its analysis."""
    for code, days, when, analysis in (
        (
            "SRV-0001",
            (-220, -199),
            0,
            "All three are content on the whole; loading times at Rimba are to be watched.",
        ),
        ("SRV-0002", (-38, -17), 1, ""),
    ):
        campaign = told.begin(
            code,
            {"en": "Do our services help your business?", "id": "Apakah layanan membantu Anda?"},
            days=days,
            title="Business survey " + ("spring" if when == 0 else "autumn"),
            blocks=[
                Block.OUTCOMES,
                Block.CSAT,
                Block.NPS,
                Block.SERVICES,
                Block.RELATIONSHIP,
                Block.PROVIDER,
                Block.COMMENT,
            ],
            services=("TRK", "WMS", "PAY-GW", "MOB-API", "ERP"),
        )
        # The managing director of the textile plants is left out: he neither uses nor represents.
        picked = Contact.objects.exclude(person__name="Budi Hartono").filter(
            customer__code__in=(
                "RIMBA",
                "CAKRAWALA",
                "CAKRAWALA-CARD",
                "CAKRAWALA-DIGI",
                "SURYA",
            )
        )
        told.ask(
            campaign,
            "RIMBA",
            "CAKRAWALA",
            "SURYA",
            outcomes=OUTCOMES,
            sampling=Campaign.Sampling.PICKED,
            picked=picked,
        )
        told.answer(campaign, told.business(campaign, when), silent=("Eko Purnomo", "Yoga Pratama"))
        campaign.refresh_from_db()
        told.finish(
            campaign,
            analysis=analysis,
            no_improvement="Loading times are the customer's own project this year."
            if analysis
            else "",
        )


def _open_now(told: Surveys) -> None:
    """A survey of the hospital that is open; its director finds it on his own pages."""
    campaign = told.begin(
        "SRV-0003",
        {
            "id": "Apakah layanan membantu pekerjaan Anda?",
            "en": "Do our services help your work?",
        },
        days=(-4, 17),
        title="Hospital, how the year was",
        blocks=[Block.OUTCOMES, Block.CSAT, Block.NPS, Block.RELATIONSHIP, Block.COMMENT],
    )
    told.ask(campaign, "HARAPAN", outcomes=HOSPITAL)

    def answers(invitee: Invitee) -> list[Given]:
        rows = told.asked(campaign, invitee.place)
        return [
            *(
                Given(Block.OUTCOMES, statement=row.pk, importance=9, value=6 - 2 * number)
                for number, row in enumerate(rows)
            ),
            Given(Block.CSAT, value=3),
            Given(Block.NPS, value=7),
        ]

    told.answer(campaign, answers, silent=("Hasan Basri",))
