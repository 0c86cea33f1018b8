"""Fills the portfolio: trees of customers with people, money, hours and what they think of us.

Four of them are told on purpose. Rimba gets every level it was promised and is unhappy (its survey
is told in `satisfaction`); the hospital is worth a lot, unhappy, and its agreement ends soon; a
coffee house with two kiosks takes more of our time than the bank; and nobody ever spoke with the
one who decides at the container terminal, one of the largest units of all.
"""

import datetime as dt
import math
from dataclasses import dataclass
from typing import Any

from accounts.models import User
from brm.models import Campaign, Contact, Customer, HoursEntry, Invitee
from brm.operations.add_contact import add_contact
from brm.operations.log_hours import log_hours
from brm.operations.note_contact import note_contact
from brm.operations.save_customer import save_customer
from brm.queries.local_day import local_day
from brm.queries.questions import Given
from portfolio.engine.months import first_day, month_of
from portfolio.models import Origin
from portfolio.operations.compute_values import compute_values
from portfolio.operations.plan_effort import plan_effort
from portfolio.operations.take_health import take_health
from portfolio.operations.write_records import write_records
from slm.engine.zones import zone
from slm.models import Service

from . import story
from .money import Stream, figures_of
from .satisfaction import Surveys

Block = Campaign.Block
D, F = HoursEntry.Discipline, HoursEntry.Focus
WHOLE = ("decision_maker", "budget_holder", "signatory")
DECIDES, PAYS, USES = ("decision_maker",), ("budget_holder", "signatory"), ("user_representative",)


@dataclass(frozen=True, slots=True)
class Told:
    """An organisation: weight and its basis, cadence in days, hours of a year, units below it.

    A unit is (code, name, code of what it is part of), codes without the organisation before them.
    """

    code: str
    name: str
    business: str
    weight: int
    basis: str
    every: int | None
    hours: int
    units: tuple[tuple[str, str, str], ...] = ()
    standing: str = "active"


ORGANISATIONS = (
    Told(
        "BAHTERA",
        "PT Bahtera Pelabuhan Utama",
        "Runs two harbours; its container terminal never closes.",
        4,
        "The largest new customer of two years, and growing.",
        30,
        22,
        (
            ("TERMINAL", "Container terminal", ""),
            ("GATE", "Terminal gates", "TERMINAL"),
            ("YARD", "Container yard", "TERMINAL"),
            ("DOCK", "Passenger docks", ""),
        ),
    ),
    Told(
        "MELATI",
        "Kedai Kopi Melati",
        "A coffee house with two kiosks at railway stations.",
        1,
        "Small, and happy to stay so.",
        90,
        196,
        (("KIOS", "Station kiosks", ""),),
    ),
    Told(
        "WIDYA",
        "Universitas Widya Tirtasari",
        "Eleven faculties, 23 000 students, one campus.",
        3,
        "Trains the people that our other customers hire.",
        60,
        34,
        (
            ("AKAD", "Academic office", ""),
            ("KAMPUS", "Campus network", ""),
            ("ASRAMA", "Student housing", "KAMPUS"),
        ),
    ),
    Told(
        "LAUTAN",
        "PT Lautan Asuransi Bersama",
        "Insures ships, cargo and the families of sailors.",
        3,
        "The claims portal was built with it.",
        45,
        30,
        (("KLAIM", "Claims", ""), ("AGEN", "Agents", "")),
    ),
    Told(
        "KENCANA",
        "BPR Kencana Mulyaharja",
        "Rural bank with nineteen branches.",
        2,
        "Shows small banks what they could have.",
        60,
        18,
        (("CABANG", "Branches", ""), ("KREDIT", "Small loans", "")),
    ),
    Told(
        "TIRTA",
        "Perumda Tirta Banyujaya",
        "Water for four hundred thousand households.",
        3,
        "A public mandate.",
        60,
        26,
        (("METER", "Meters and bills", ""), ("POMPA", "Pumps", "")),
    ),
    Told(
        "WANASARI",
        "Pemerintah Kabupaten Wanasari",
        "A regency with fourteen offices under one roof.",
        4,
        "A public mandate, and the registry's neighbour.",
        30,
        44,
        (
            ("PAJAK", "Revenue office", ""),
            ("KESEHATAN", "Health office", ""),
            ("PUSKESMAS", "Community clinics", "KESEHATAN"),
        ),
    ),
    Told(
        "PUSPA",
        "Klinik Puspa Medika",
        "Six clinics of one family.",
        1,
        "Local.",
        90,
        9,
        (("LAB", "Laboratory", ""),),
    ),
    Told(
        "AGRO",
        "PT Bumi Agro Selaras",
        "Tea and rubber on three mountainsides.",
        2,
        "Pays early, asks little.",
        90,
        8,
        (("KEBUN", "Estates", ""), ("PABRIK", "Factory", "")),
    ),
    Told(
        "PANGAN",
        "PT Samudra Pangan Bersama",
        "Freezes and ships what the fishermen bring.",
        3,
        "Grows faster than the market.",
        45,
        20,
        (
            ("DINGIN", "Cold stores", ""),
            ("ARMADA", "Lorries", ""),
            ("BENGKEL", "Workshop", "ARMADA"),
        ),
    ),
    Told("CITRA", "PT Citra Mediatama Raya", "Prints less each year.", 1, "Old ties.", 180, 2),
    Told(
        "LESTARI",
        "Yayasan Lestari Bangsa",
        "Forty schools that think of one system for all.",
        2,
        "Forty schools at once.",
        30,
        12,
        (("SEKOLAH", "Schools", ""),),
        "prospect",
    ),
    Told(
        "TEKUN",
        "Koperasi Tekun Makmur",
        "Saved on its own computers until it merged.",
        1,
        "None any more.",
        None,
        0,
        (),
        "former",
    ),
)
# Departments of our own house, beneath what stands in the story.
OWN = (("KEU", "Finance"), ("SDM", "People"), ("UMUM", "Facilities"))

# Unit, name, position, parts, days since we talked; None is never.
PEOPLE: tuple[tuple[str, str, str, tuple[str, ...], int | None], ...] = (
    ("BAHTERA", "Ratih Kusumawati", "Finance director", PAYS, 11),
    ("BAHTERA-TERMINAL", "Surya Adiwangsa", "Terminal director", DECIDES, None),
    ("BAHTERA-TERMINAL", "Nanda Puspita", "Shift planning", USES, 19),
    ("BAHTERA-GATE", "Teguh Wirawan", "Head of gates", USES, 27),
    ("BAHTERA-DOCK", "Citra Larasati", "Head of docks", DECIDES, 25),
    ("MELATI", "Melati Kartadinata", "Owner", WHOLE, 2),
    ("MELATI-KIOS", "Udin Sasmita", "Barista", ("user",), 5),
    ("WIDYA", "Prof. Anwar Sudirja", "Vice rector", WHOLE, 33),
    ("WIDYA-AKAD", "Wulan Permatasari", "Registrar", USES, 41),
    ("WIDYA-KAMPUS", "Galih Nurcahya", "Campus network", DECIDES, 52),
    ("LAUTAN", "Inggrid Saraswati", "Chief operations officer", WHOLE, 21),
    ("LAUTAN-KLAIM", "Dodi Kurniadi", "Head of claims", USES, 30),
    ("KENCANA", "Mulyono Hartadi", "President director", WHOLE, 48),
    ("KENCANA-CABANG", "Lastri Wulandari", "Branch operations", USES, 58),
    ("TIRTA", "Bagas Adiputra", "Technical director", DECIDES, 37),
    ("TIRTA", "Nining Suryani", "Finance director", PAYS, 64),
    ("TIRTA-METER", "Yayan Mulyadi", "Head of billing", USES, 40),
    ("WANASARI", "Retno Wahyuningsih", "Regional secretary", WHOLE, 16),
    ("WANASARI-PAJAK", "Fajar Santika", "Head of revenue", DECIDES, 22),
    ("WANASARI-KESEHATAN", "dr. Lilis Handoko", "Head of health", DECIDES, 29),
    ("PUSPA", "dr. Puspa Ningrum", "Owner", WHOLE, 71),
    ("AGRO", "Herman Sutisna", "Managing director", WHOLE, 83),
    ("PANGAN", "Bahari Sumantri", "Managing director", WHOLE, 18),
    ("PANGAN-ARMADA", "Ujang Permana", "Fleet manager", USES, 24),
    ("CITRA", "Irma Setiawati", "Administrator", USES, 170),
    ("LESTARI", "Theresia Widodo", "Chair", DECIDES, 9),
    ("NUSAKARSA-KEU", "Anggun Pramesti", "Head of finance", DECIDES, 14),
)

STREAMS = (
    Stream("BAHTERA-TERMINAL", "TRK", "container", 318_000, "2400", 54, growth=16),
    Stream("BAHTERA-GATE", "IDM", "user", 640, "95000", 60, growth=8),
    Stream("BAHTERA-DOCK", "POS", "till", 46, "560000", 63, growth=3),
    Stream("MELATI-KIOS", "POS", "till", 9, "545000", 84, growth=1),
    Stream("WIDYA-AKAD", "DATA", "user", 380, "260000", 66, growth=4),
    Stream("WIDYA-KAMPUS", "WAN", "site", 31, "4100000", 71, growth=2),
    Stream("WIDYA-ASRAMA", "MAIL", "user", 2_300, "21000", 64, growth=5),
    Stream("LAUTAN-KLAIM", "CLAIM", "claim", 9_400, "14500", 59, growth=9),
    Stream("LAUTAN-AGEN", "MOB-API", "user", 5_200, "6400", 57, growth=12),
    Stream("KENCANA-CABANG", "CORE-BNK", "branch", 19, "2600000", 70, growth=2),
    Stream("KENCANA-KREDIT", "DATA", "user", 44, "240000", 68),
    Stream("TIRTA-METER", "PAY-GW", "transaction", 231_000, "520", 62, growth=7),
    Stream("TIRTA-POMPA", "WAN", "site", 22, "3900000", 73, growth=1),
    Stream("WANASARI-PAJAK", "PAY-GW", "transaction", 118_000, "545", 61, growth=6),
    Stream("WANASARI-KESEHATAN", "ERP", "user", 150, "420000", 72, growth=3),
    Stream("WANASARI-PUSKESMAS", "MAIL", "user", 870, "48000", 69, growth=4),
    Stream("PUSPA-LAB", "MAIL", "user", 64, "55000", 67),
    Stream("AGRO-KEBUN", "WAN", "site", 9, "4300000", 69, growth=1),
    Stream("AGRO-PABRIK", "ERP", "user", 38, "430000", 65, growth=2),
    Stream("PANGAN-DINGIN", "WMS", "order", 74_000, "1350", 58, growth=14),
    Stream("PANGAN-ARMADA", "TRK", "shipment", 41_000, "2250", 55, growth=17),
    Stream("CITRA", "MAIL", "user", 55, "52000", 76, growth=-14),
    Stream("NUSAKARSA-KEU", "ERP", "user", 60, "290000", 90, growth=0),
    Stream("NUSAKARSA-SDM", "PAYROLL", "user", 900, "31000", 91, growth=0),
)

SURVEY = "HYS-1"
# Whose outcome, on which service; how important most find it and how satisfied most are (0-10).
OUTCOMES = (
    ("Every patient's record is found at the bedside", "HARAPAN", "HIS", 5, 10, 3),
    ("No lorry waits at the gate", "BAHTERA", "TRK", 5, 9, 7),
    ("Nobody queues for coffee because of a till", "MELATI", "POS", 3, 7, 9),
    ("Students enrol without coming to the office", "WIDYA", "DATA", 4, 8, 6),
    ("A sailor's family is paid within a week", "LAUTAN", "CLAIM", 5, 10, 8),
    ("A village branch closes its books at five", "KENCANA", "CORE-BNK", 4, 8, 7),
    ("Bills are paid from home", "TIRTA", "PAY-GW", 4, 9, 6),
    ("Taxes arrive on the day they are paid", "WANASARI", "PAY-GW", 4, 9, 7),
    ("Results reach the doctor the same day", "PUSPA", "MAIL", 2, 7, 8),
    ("Tea is sold before it is packed", "AGRO", "ERP", 3, 7, 9),
    ("Nothing thaws on the way", "PANGAN", "TRK", 4, 10, 8),
)


def tell_portfolio(*, at: dt.datetime) -> None:
    """Everything through the verbs; values last, as of a month ago and as of now."""
    relations = User.objects.get(email=story.PEOPLE[1].email)
    customers = _plant(relations, at)
    _meet(customers, relations, at)
    _work(customers, relations, at)
    _ask(at)
    now = month_of(at.astimezone(zone(story.ZONE).info).date())
    services = {row.code: row for row in Service.objects.all()}
    for register, rows in figures_of(STREAMS, customers, services, now).items():
        write_records(register=register, rows=rows, origin=Origin.IMPORTED, actor=relations, at=at)
    month_ago = dt.datetime.combine(first_day(now - 1), dt.time(1), tzinfo=zone(story.ZONE).info)
    for instant in (month_ago, at):
        take_health(actor=None, at=instant)
        compute_values(actor=None, at=instant)
        plan_effort(actor=None, at=instant)


def _plant(manager: User, at: dt.datetime) -> dict[str, Customer]:
    """The trees; they are customers since before the first figure."""
    since = at - dt.timedelta(days=500)
    shared = {"zone": story.ZONE, "currency": story.CURRENCY, "manager": manager}
    for told in ORGANISATIONS:
        root = Customer(
            code=told.code,
            name=told.name,
            description=told.business,
            standing=told.standing,
            strategic_weight=told.weight,
            weight_basis=told.basis,
            contact_cadence_days=told.every,
            **shared,
        )
        save_customer(customer=root, actor=manager, at=since)
        known = {"": root}
        for code, name, above in told.units:
            known[code] = save_customer(
                customer=Customer(
                    code=f"{told.code}-{code}",
                    name=name,
                    parent=known[above],
                    standing=told.standing,
                    **shared,
                ),
                actor=manager,
                at=since,
            )
    house = Customer.objects.get(code="NUSAKARSA")
    for code, name in OWN:
        unit = Customer(
            code=f"{house.code}-{code}",
            name=name,
            parent=house,
            relation=house.relation,
            **shared,
        )
        save_customer(customer=unit, actor=manager, at=since)
    return {row.code: row for row in Customer.objects.all()}


def _meet(customers: dict[str, Customer], manager: User, at: dt.datetime) -> None:
    for code, name, position, parts, talked_days_ago in PEOPLE:
        customer = customers[code]
        contact: Contact = add_contact(
            customer=customer,
            name=name,
            email="",
            phone="",
            position=position,
            parts=parts,
            actor=manager,
            at=at,
        )
        if talked_days_ago is not None:
            on = local_day(customer, at) - dt.timedelta(days=talked_days_ago)
            note_contact(customer=customer, contacts=[contact], on=on, actor=manager, at=at)


def _work(customers: dict[str, Customer], manager: User, at: dt.datetime) -> None:
    """The hours of a year in days of at most seven; the coffee house had us for weeks."""
    today = local_day(customers[ORGANISATIONS[0].code], at)
    disciplines = (D.SERVICING, D.EXPLORING, D.SERVICING, D.SHAPING, D.HARVESTING)
    for place, told in enumerate(ORGANISATIONS):
        days = math.ceil(told.hours / 7)
        for number in range(days):
            log_hours(
                customer=customers[told.code],
                user=manager,
                spent_on=today - dt.timedelta(days=3 + 2 * place + 330 * number // days),
                spent_minutes=told.hours * 60 // days,
                discipline=disciplines[number % len(disciplines)],
                focus=F.RELATIONSHIP if number % 3 else F.PROCESS,
                note="Till and card reader, on site" if told.code == "MELATI" else "",
                actor=manager,
                at=at,
            )


def _ask(at: dt.datetime) -> None:
    """The survey of the half-year: most are content, the hospital is not."""
    told = Surveys(at)
    said: dict[str, Any] = {code: (text, most) for text, code, _s, _d, *most in OUTCOMES}
    campaign = told.begin(
        SURVEY,
        {"en": "How was your half-year with us?", "id": "Bagaimana setengah tahun bersama kami?"},
        days=(-76, -55),
        title="Half-year survey, everybody else",
        blocks=[Block.OUTCOMES, Block.CSAT, Block.NPS, Block.RELATIONSHIP, Block.COMMENT],
    )
    told.ask(campaign, *said, outcomes=OUTCOMES)

    def answers(invitee: Invitee) -> list[Given]:
        text, (importance, satisfaction) = said[invitee.customer.code.split("-")[0]]
        return [
            Given(
                Block.OUTCOMES,
                statement=row.pk,
                importance=told.near(importance, 0, 10),
                value=told.near(satisfaction, 0, 10),
            )
            for row in told.asked(campaign, invitee.place)
            if row.text == text
        ] + [
            Given(Block.CSAT, value=told.near((satisfaction + 2) // 2, 1, 5)),
            Given(Block.NPS, value=told.near(min(satisfaction + 2, 10), 0, 10)),
            Given(Block.RELATIONSHIP, value=told.near((satisfaction + 2) // 2, 1, 5)),
        ]

    told.answer(campaign, answers, silent=("Surya Adiwangsa", "Prof. Anwar Sudirja"))
    campaign.refresh_from_db()
    told.finish(
        campaign,
        analysis="Ten of eleven are content. The wards of the hospital wait for records at night, "
        "and its agreement ends in two months: this comes before everything else.",
        improvement="SIP-0012",
    )
