"""Customers and the people behind them: a tree of three levels, somebody we never met, a leaver."""

import datetime as dt
from dataclasses import dataclass

from accounts.models import User
from brm.models import Contact, Customer, PlanItem
from brm.operations.add_contact import add_contact
from brm.operations.analyse_contact import analyse_contact
from brm.operations.mark_left import mark_left
from brm.operations.merge_customer import merge_customer
from brm.operations.move_customer import move_customer
from brm.operations.note_contact import note_contact
from brm.operations.roles import give_role
from brm.operations.save_customer import save_customer
from brm.operations.save_plan_item import save_plan_item
from brm.queries.local_day import local_day
from slm.models import Service

from . import story


@dataclass(frozen=True, slots=True)
class Told:
    """Somebody at a unit; `talked_days_ago` None is never, `every` the cadence in days."""

    customer: str
    name: str
    position: str
    parts: tuple[str, ...]
    stance: str = ""
    every: int | None = None
    talked_days_ago: int | None = None
    reports_to: str = ""


PEOPLE = (
    Told(
        "CAKRAWALA",
        "Hendra Wijaksono",
        "Operations director",
        ("decision_maker", "sponsor"),
        "supportive",
        30,
        12,
    ),
    Told(
        "CAKRAWALA",
        "Maya Anggraini",
        "Head of procurement",
        ("budget_holder", "signatory"),
        "neutral",
        30,
        34,
        "Hendra Wijaksono",
    ),
    Told(
        "CAKRAWALA-CARD",
        "Rina Maheswari",
        "Head of payments",
        ("decision_maker",),
        "critical",
        14,
        3,
        "Hendra Wijaksono",
    ),
    Told(
        "CAKRAWALA-CARD",
        "Yusuf Hidayatullah",
        "Reconciliation analyst",
        ("influencer",),
        "critical",
        None,
        9,
        "Rina Maheswari",
    ),
    Told(
        "CAKRAWALA-CARD-SETTLE",
        "Agus Setiono",
        "Settlement desk",
        ("user_representative",),
        "neutral",
        45,
        61,
        "Rina Maheswari",
    ),
    Told(
        "CAKRAWALA-DIGI",
        "Dimas Aryasatya",
        "Head of digital",
        ("decision_maker",),
        "supportive",
        30,
        6,
        "Hendra Wijaksono",
    ),
    Told("ANUGERAH-TOKO", "Sinta Permadi", "Head of stores", ("decision_maker",), "", 30),
    Told("ANUGERAH-TOKO", "Bayu Nugroho", "Shift leader", ("user",)),
    Told("ANUGERAH-GUDANG", "Tari Handayani", "Warehouse lead", ("user",), "neutral"),
    Told("RIMBA", "Wahyu Firmansyah", "Fleet manager", ("user_representative",), "neutral", 60, 20),
)

# code, weight, basis, journey, cadence, business, representative
ENTRIES = (
    (
        "CAKRAWALA",
        5,
        "A third of our revenue, and the reference for every other bank.",
        "realize",
        30,
        "Retail bank with 212 branches; most of its income comes from card and shop payments.",
        "Hendra Wijaksono",
    ),
    (
        "ANUGERAH",
        4,
        "Largest retail chain; 640 stores on our network.",
        "cocreate",
        30,
        "Supermarkets and corner shops on four islands, open every day of the year.",
        "",
    ),
    (
        "HARAPAN",
        3,
        "The region's referral hospital.",
        "realize",
        45,
        "Hospital with 410 beds and an emergency ward that never closes.",
        "",
    ),
    ("SURYA", 1, "One plant, no growth planned.", "explore", None, "", ""),
)

PLAN = (
    (
        "CAKRAWALA",
        "meeting",
        "Hendra Wijaksono and the heads of units",
        30,
        "Levels, breaches, open actions",
    ),
    ("CAKRAWALA", "report", "Everybody named in the agreement", 30, "Levels of the month"),
    ("ANUGERAH", "call", "Head of stores", 30, "What the stores need before the season"),
)


def tell_customers(*, at: dt.datetime) -> None:
    """A third level beneath the bank, whom we know there, plans, a leaver and a merge."""
    manager = User.objects.get(email=story.PEOPLE[1].email)
    _grow(manager, at)
    for told in PEOPLE:
        _meet(told, manager, at)
    for code, weight, basis, journey, cadence, business, representative in ENTRIES:
        customer = Customer.objects.get(code=code)
        customer.strategic_weight, customer.weight_basis = weight, basis
        customer.journey, customer.contact_cadence_days = journey, cadence
        customer.description = business
        if representative:
            customer.representative = _contact(code, representative)
        save_customer(customer=customer, actor=manager, at=at)
    for code, channel, audience, days, purpose in PLAN:
        item = PlanItem(
            customer=Customer.objects.get(code=code),
            channel=channel,
            audience=audience,
            cadence_days=days,
            purpose=purpose,
            owner=manager,
        )
        save_plan_item(item=item, actor=manager, at=at)
    _leave(manager, at)
    _merge(manager, at)


def _grow(manager: User, at: dt.datetime) -> None:
    """Settlement was entered beside the cards and belongs beneath them."""
    bank = Customer.objects.get(code="CAKRAWALA")
    shared = {"zone": story.ZONE, "currency": story.CURRENCY, "manager": manager}
    for code, name, parent in (
        ("CAKRAWALA-CARD-SETTLE", "Settlement", bank),
        ("CAKRAWALA-CARD-ISSUE", "Card issuing", Customer.objects.get(code="CAKRAWALA-CARD")),
    ):
        unit = Customer(code=code, name=name, parent=parent, **shared)
        save_customer(customer=unit, actor=manager, at=at - dt.timedelta(days=200))
    move_customer(
        customer=Customer.objects.get(code="CAKRAWALA-CARD-SETTLE"),
        parent=Customer.objects.get(code="CAKRAWALA-CARD"),
        reason="The bank put settlement under the head of payments.",
        actor=manager,
        at=at - dt.timedelta(days=90),
    )


def _meet(told: Told, manager: User, at: dt.datetime) -> None:
    customer = Customer.objects.get(code=told.customer)
    contact = add_contact(
        customer=customer,
        name=told.name,
        email="",
        phone="",
        position=told.position,
        parts=told.parts,
        actor=manager,
        at=at,
    )
    above = Contact.objects.filter(person__name=told.reports_to, left_on=None).first()
    today = local_day(customer, at)
    if told.stance or told.every:
        analyse_contact(
            contact=contact,
            reports_to=above,
            stance=told.stance,
            contact_cadence_days=told.every,
            analysed_on=today - dt.timedelta(days=40) if told.stance else None,
            actor=manager,
            at=at,
        )
    if told.talked_days_ago is not None:
        note_contact(
            customer=customer,
            contacts=[contact],
            on=today - dt.timedelta(days=told.talked_days_ago),
            actor=manager,
            at=at,
        )


def _leave(manager: User, at: dt.datetime) -> None:
    """The tills have users and nobody who decides; the head of stores before left for another."""
    stores = Customer.objects.get(code="ANUGERAH-TOKO")
    _meet(
        Told("ANUGERAH-TOKO", "Laksmi Utari", "Head of stores", ("decision_maker",), "supportive"),
        manager,
        at,
    )
    leaver = _contact("ANUGERAH-TOKO", "Laksmi Utari")
    give_role(
        contact=leaver,
        part=Contact.Part.SPONSOR,
        service=Service.objects.get(code="POS"),
        valid_from=local_day(stores, at) - dt.timedelta(days=300),
        valid_to=None,
        actor=manager,
        at=at,
    )
    mark_left(
        contact=leaver,
        left_on=local_day(stores, at) - dt.timedelta(days=25),
        successor=_contact("ANUGERAH-TOKO", "Sinta Permadi"),
        actor=manager,
        at=at,
    )


def _merge(manager: User, at: dt.datetime) -> None:
    """The textile works were entered twice."""
    twice = Customer(
        code="SURYA-TEKSTIL",
        name="Surya Tekstil",
        zone=story.ZONE,
        currency=story.CURRENCY,
        manager=manager,
    )
    save_customer(customer=twice, actor=manager, at=at - dt.timedelta(days=150))
    merge_customer(
        customer=twice,
        into=Customer.objects.get(code="SURYA"),
        reason="Entered twice; the works are one company.",
        actor=manager,
        at=at - dt.timedelta(days=70),
    )


def _contact(code: str, name: str) -> Contact:
    return Contact.objects.get(customer__code=code, person__name=name)
