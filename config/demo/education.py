"""Tells of an education authority: three levels of agreements, OLA and contract beneath, dates."""

import datetime as dt
from typing import Any

from accounts.models import Person, User
from agreements.models import Agreement, Version
from agreements.operations.activate import activate
from agreements.operations.add_targets import add_targets
from agreements.operations.evaluate import evaluate_due
from agreements.operations.give_notice import give_notice
from agreements.operations.review_agreement import move_review
from agreements.operations.save_agreement import create_agreement
from agreements.operations.save_version import save_version
from agreements.operations.tell_dates import tell_dates
from agreements.operations.write_term import WrittenTerm
from brm.models import Contact, ContactRole, Customer
from slm.engine.periods import add_months
from slm.engine.zones import zone
from slm.models import Indicator, Provider, Service, ServiceHours, Slice, Source

from . import story

CITY, AUTHORITY = "PURWASARI-KOTA", "PURWASARI-DIKNAS"
# Code, name, what it is for.
SERVICES = (
    ("SEKOLAH", "School administration", "Every pupil is enrolled before the year begins."),
    ("PEGAWAI", "Human resources", "Teachers are assigned and paid by their true rank."),
    ("BELANJA", "Purchasing", "Schools have what they need when term begins."),
    ("KEUANGAN", "Finance", "The authority's books close on the third working day."),
)
INTRANET, REMOTE = "INTRA", "JAUH"
DAY = dt.timedelta(days=1)

TEXTS: dict[str, dict[str, dict[str, str]]] = {
    "corporate": {
        "support": {
            "en": "The service desk answers on working days from 07:30 to 17:00.",
            "id": "Meja layanan menjawab pada hari kerja pukul 07.30 sampai 17.00.",
        },
        "disputes": {
            "en": "Disputes go to the secretary of the city within ten working days.",
            "id": "Perselisihan diajukan kepada sekretaris kota dalam sepuluh hari kerja.",
        },
    },
    "customer": {
        "support": {
            "en": "During enrolment the service desk also answers on Saturdays.",
            "id": "Selama pendaftaran meja layanan juga menjawab pada hari Sabtu.",
        },
    },
    "service": {
        "exceptions": {
            "en": "Schools behind slow links are promised a lower level, measured by itself.",
            "id": "Sekolah dengan jalur lambat dijanjikan tingkat lebih rendah, diukur sendiri.",
        },
    },
}


class _Education:
    """The people of this story, and short ways to its agreements."""

    def __init__(self, manager: User, at: dt.datetime) -> None:
        self.manager, self.at = manager, at
        self.today = at.astimezone(zone(story.ZONE).info).date()
        self.month = self.today.replace(day=1)
        self.hours = ServiceHours.objects.get(code="OFFICE")

    def begin(self, code: str, title: str, **fields: Any) -> Agreement:
        return create_agreement(
            code=code,
            title=title,
            zone=story.ZONE,
            owner=self.manager,
            actor=self.manager,
            at=self.at,
            **({"kind": Agreement.Kind.SLA, "customers": []} | fields),
        )

    def activate(
        self,
        agreement: Agreement,
        levels: dict[str, str],
        *,
        starts_on: dt.date,
        term: WrittenTerm,
        texts: dict[str, Any] | None = None,
        remote: str = "",
    ) -> None:
        """Put it in force with a promise of each service, and of its remote users if given."""
        version = agreement.versions.get()
        for code, percent in levels.items():
            self._promise(version, self._indicator(code), percent)
        if remote:
            self._promise(version, self._indicator(INTRANET, slice__code=REMOTE), remote)
        version = save_version(
            version=version,
            starts_on=starts_on,
            ends_on=None,
            evidence="Minutes of the signing, kept with the agreement.",
            term=term,
            actor=self.manager,
        )
        if texts:
            version.sections = texts
            version.save()
        activate(version=version, actor=self.manager, at=self.at)

    def _indicator(self, code: str, **narrowed: Any) -> Indicator:
        return Indicator.objects.get(
            service__code=code,
            kind=Indicator.Kind.AVAILABILITY,
            **(narrowed or {"slice": None}),
        )

    def _promise(self, version: Version, indicator: Indicator, percent: str) -> None:
        whole, _point, part = percent.partition(".")
        add_targets(
            version=version,
            indicators=[indicator],
            hours=self.hours,
            threshold_ppm=int(whole) * 10_000 + int(part.ljust(4, "0") or 0),
            protects=indicator.service.outcome,
            actor=self.manager,
        )


def tell_education(*, manager: User, at: dt.datetime) -> None:
    """Corporate, customer and service agreements of one authority, and what lies beneath them."""
    told = _Education(manager, at)
    _people(manager)
    _services()
    city = Customer.objects.get(code=CITY)
    authority = Customer.objects.get(code=AUTHORITY)
    corporate = _corporate(told, city, authority)
    customer_based = _customer_based(told, authority, corporate)
    _service_based(told, authority, customer_based)
    _beneath(told)
    evaluate_due(at=at)
    tell_dates(at=at)


def _people(manager: User) -> None:
    shared = {"zone": story.ZONE, "currency": story.CURRENCY, "relation": "external"}
    city = Customer.objects.create(code=CITY, name="Pemerintah Kota Purwasari", **shared)
    authority = Customer.objects.create(
        code=AUTHORITY, name="Dinas Pendidikan Purwasari", parent=city, **shared
    )
    Customer.objects.create(
        code="PURWASARI-SEKOLAH", name="Sekolah negeri", parent=authority, **shared
    )
    for name, position, part in (
        ("Wulan Hartati", "Kepala dinas", "decision_maker"),
        ("Darma Setiawan", "Kepala tata usaha", "user_representative"),
    ):
        contact = Contact.objects.create(
            person=Person.objects.create(name=name), customer=authority, position=position
        )
        ContactRole.objects.create(contact=contact, part=part)


def _services() -> None:
    team = Provider.objects.get(code="TIM-APLIKASI")
    desk = Source.objects.get(code="MEJA")
    for code, name, outcome in SERVICES:
        service = Service.objects.create(
            code=code,
            name=name,
            kind=Service.Kind.BUSINESS,
            provider=team,
            owner=team.owner,
            outcome=outcome,
        )
        Indicator.objects.create(service=service, source=desk, is_fed=False)
    intranet = Service.objects.get(code=INTRANET)
    slow = Slice.objects.create(service=intranet, code=REMOTE, name="Remote users, slow links")
    Indicator.objects.create(
        service=intranet, slice=slow, name="Remote users", source=desk, is_fed=False
    )


def _corporate(told: _Education, city: Customer, authority: Customer) -> Agreement:
    """It renews by itself; notice is possible for a few weeks still."""
    agreement = told.begin(
        "SLA-0110",
        "City of Purwasari, corporate terms",
        level=Agreement.Level.CORPORATE,
        customers=[city, authority],
        is_contractual=True,
        is_standard=True,
        next_review_on=told.today + 20 * DAY,
    )
    told.activate(
        agreement,
        {INTRANET: "98.5", "PAYROLL": "99.0"},
        starts_on=add_months(told.month, -19),
        term=WrittenTerm(24, Version.Renewal.TACIT, 12, notice_months=3, notice_days=15),
        texts=TEXTS["corporate"],
    )
    return agreement


def _customer_based(told: _Education, authority: Customer, corporate: Agreement) -> Agreement:
    """One agreement over five services; both sides have to agree on a further term soon."""
    agreement = told.begin(
        "SLA-0111",
        "Administration of schools",
        level=Agreement.Level.CUSTOMER,
        parent=corporate,
        customers=[authority],
        is_contractual=True,
    )
    levels = {"PAYROLL": "99.5"} | {code: "99.0" for code, _name, _outcome in SERVICES}
    told.activate(
        agreement,
        levels,
        starts_on=add_months(told.month, -10),
        term=WrittenTerm(12, Version.Renewal.EXPRESS, 12, notice_months=1),
        texts=TEXTS["customer"],
    )
    return agreement


def _service_based(told: _Education, authority: Customer, above: Agreement) -> None:
    """The intranet for the authority, with a lower level behind slow links; a review overdue."""
    agreement = told.begin(
        "SLA-0112",
        "Intranet for schools",
        level=Agreement.Level.SERVICE,
        parent=above,
        customers=[authority],
        is_standard=True,
        next_review_on=told.today - 9 * DAY,
    )
    told.activate(
        agreement,
        {INTRANET: "99.0"},
        starts_on=add_months(told.month, -4),
        term=WrittenTerm(24, Version.Renewal.TACIT, 12, notice_months=6),
        texts=TEXTS["service"],
        remote="97.0",
    )


def _beneath(told: _Education) -> None:
    """The OLA and the contract on which it stands; notice of the contract has arrived."""
    ola = told.begin(
        "OLA-0021",
        "Applications for schools",
        kind=Agreement.Kind.OLA,
        providers=[Provider.objects.get(code="TIM-APLIKASI")],
    )
    told.activate(
        ola,
        {code: "99.5" for code, _name, _outcome in SERVICES},
        starts_on=add_months(told.month, -10),
        term=WrittenTerm(12, Version.Renewal.TACIT, 12, notice_months=1),
    )
    move_review(
        agreement=ola,
        reason="Together with the customer's agreement, after enrolment.",
        next_on=told.today + 60 * DAY,
        actor=told.manager,
        at=told.at,
    )
    contract = told.begin(
        "UC-0041",
        "Lines to schools",
        kind=Agreement.Kind.UC,
        providers=[Provider.objects.get(code="SERAT")],
    )
    told.activate(
        contract,
        {"WAN": "99.0"},
        starts_on=add_months(told.month, -8),
        term=WrittenTerm(12, Version.Renewal.TACIT, 12, notice_months=2),
    )
    give_notice(
        agreement=contract,
        party=contract.parties.get(),
        given_by="PT Serat Optik Bahari, by letter",
        received_on=told.today - 5 * DAY,
        reason="The supplier gives up its lines in the highlands.",
        actor=told.manager,
        at=told.at,
    )
