"""Tells one agreement in every state of the lifecycle, each led there by its people."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.core.files.base import ContentFile

from accounts.models import User
from agreements.models import Agreement, Pilot, Version
from agreements.operations.activate import activate
from agreements.operations.add_targets import add_targets
from agreements.operations.name_signatories import grant_authority, name_signatory
from agreements.operations.negotiate import agree, comment_on, hand_over, negotiate, propose
from agreements.operations.pilot import end_pilot, start_pilot
from agreements.operations.request_change import refuse_change, request_change
from agreements.operations.save_agreement import create_agreement
from agreements.operations.save_version import save_value, save_version, start_version
from agreements.operations.sign import open_signing, sign
from agreements.operations.tend_signing import tend_signing
from agreements.operations.terminate import terminate
from agreements.operations.withdraw_version import withdraw_version
from brm.models import Customer
from slm.engine.zones import zone
from slm.models import Indicator, Provider, ServiceHours

from . import story
from .documents import write_plainly

DAY = dt.timedelta(days=1)
BANK, HOSPITAL = "dewi@cakrawala.example", "hasan@harapanbahari.example"


class _States:
    """The people of these stories, and short ways to what most of them begin with."""

    def __init__(self, manager: User, at: dt.datetime) -> None:
        self.manager, self.at = manager, at
        self.dewi = User.objects.get(email=BANK)
        self.hasan = User.objects.get(email=HOSPITAL)
        self.today = at.astimezone(zone(story.ZONE).info).date()

    def begin(self, code: str, title: str, customer: str, **fields: Any) -> Agreement:
        return create_agreement(
            code=code,
            title=title,
            kind=Agreement.Kind.SLA,
            zone=story.ZONE,
            customers=[Customer.objects.get(code=customer)],
            owner=self.manager,
            actor=self.manager,
            at=self.at - 90 * DAY,
            **fields,
        )

    def write(
        self,
        agreement: Agreement,
        service: str,
        *,
        starts_on: dt.date,
        ends_on: dt.date | None = None,
        evidence: str = "",
    ) -> Version:
        version = agreement.versions.get()
        add_targets(
            version=version,
            indicators=[
                Indicator.objects.get(
                    service__code=service, kind=Indicator.Kind.AVAILABILITY, slice=None
                )
            ],
            hours=ServiceHours.objects.get(code="OFFICE"),
            threshold_ppm=990_000,
            protects="Office work goes on.",
            actor=self.manager,
        )
        return save_version(
            version=version,
            starts_on=starts_on,
            ends_on=ends_on,
            evidence=evidence,
            actor=self.manager,
        )

    def next_month(self) -> dt.date:
        return (self.today.replace(day=1) + dt.timedelta(days=62)).replace(day=1)


def tell_states(*, manager: User, at: dt.datetime) -> None:
    """From a statement of intent to superseded, withdrawn and terminated."""
    told = _States(manager, at)
    _authorities(told)
    told.begin("SLA-0101", "Data platform, statement of intent", "PELITA", is_intent=True)
    told.write(
        told.begin("SLA-0102", "Intranet for the cooperative", "MINA"),
        "INTRA",
        starts_on=told.next_month(),
    )
    _negotiation(told)
    _agreed(told)
    _signing(told)
    _signed(told)
    _superseded(told)
    _withdrawn(told)
    _terminated(told)
    _on_trial(told)
    _asked_by_a_customer(told)
    tend_signing(at=at)


def _authorities(told: _States) -> None:
    since = told.today - 400 * DAY
    for person, customer, capacity, limit in (
        (told.manager.person, None, "Head of service management", None),
        (told.dewi.person, "CAKRAWALA", "Head of operations", Decimal("10000000000")),
        (told.hasan.person, "HARAPAN", "Direktur umum", Decimal("2500000000")),
    ):
        grant_authority(
            person=person,
            customer=Customer.objects.get(code=customer) if customer else None,
            capacity=capacity,
            limit_amount=limit,
            currency=story.CURRENCY if limit else "",
            valid_from=since,
            actor=told.manager,
            at=told.at - 300 * DAY,
        )


def _negotiation(told: _States) -> None:
    """The bank proposes a higher level; it is our turn to answer."""
    agreement = told.begin("SLA-0103", "Data platform for the bank", "CAKRAWALA")
    version = told.write(agreement, "DATA", starts_on=told.next_month())
    negotiate(version=version, actor=told.manager, at=told.at - 12 * DAY)
    comment_on(
        version=version,
        target=version.targets.get(),
        text="At month end the ledger closes at night. Office hours do not help us then.",
        actor=told.dewi,
        at=told.at - 9 * DAY,
    )
    propose(
        target=version.targets.get(),
        threshold_ppm=995_000,
        comment="What the branches need at month end.",
        actor=told.dewi,
        at=told.at - 9 * DAY,
    )
    hand_over(version=version, actor=told.dewi, at=told.at - 9 * DAY)
    comment_on(
        version=version,
        text="Feasible once the second node is in. Ask the data team first.",
        is_internal=True,
        actor=told.manager,
        at=told.at - 8 * DAY,
    )


def _agree(told: _States, version: Version, by: User, value: str) -> Version:
    save_value(version=version, amount=Decimal(value), currency=story.CURRENCY, actor=told.manager)
    version = write_plainly(version, manager=told.manager)
    negotiate(version=version, actor=told.manager, at=told.at - 30 * DAY)
    return agree(version=version, actor=by, at=told.at - 20 * DAY)


def _agreed(told: _States) -> None:
    agreement = told.begin("SLA-0104", "Payroll for the bank", "CAKRAWALA")
    version = told.write(agreement, "PAYROLL", starts_on=told.next_month())
    _agree(told, version, told.dewi, "840000000")


def _sent_out(told: _States, agreement: Agreement, version: Version, by: User) -> Version:
    for person, party, order in (
        (told.manager.person, None, 1),
        (by.person, agreement.parties.get(), 2),
    ):
        name_signatory(
            version=version,
            person=person,
            party=party,
            order=order,
            actor=told.manager,
            at=told.at - 11 * DAY,
        )
    version = open_signing(version=version, actor=told.manager, at=told.at - 10 * DAY)
    sign(
        signatory=version.signatories.get(party=None),
        actor=told.manager,
        at=told.at - 10 * DAY,
    )
    return version


def _signing(told: _States) -> None:
    """We signed; the hospital's director is asked, and was reminded."""
    agreement = told.begin("SLA-0105", "Intranet for the hospital", "HARAPAN")
    version = told.write(agreement, "INTRA", starts_on=told.next_month())
    version = _agree(told, version, told.hasan, "420000000")
    _sent_out(told, agreement, version, told.hasan)


def _signed(told: _States) -> None:
    """Signed by both, by us in the application, by the bank on paper; it begins next month."""
    agreement = told.begin("SLA-0106", "Service desk for the bank", "CAKRAWALA")
    version = told.write(agreement, "DESK", starts_on=told.next_month())
    version = _agree(told, version, told.dewi, "360000000")
    version = _sent_out(told, agreement, version, told.dewi)
    sign(
        signatory=version.signatories.exclude(party=None).get(),
        method="upload",
        evidence="Signed copy, received by courier",
        content=ContentFile(
            f"Signed copy of {version}, text {version.text_hash}".encode(), "signed-copy.txt"
        ),
        actor=told.manager,
        at=told.at - 6 * DAY,
    )
    activate(version=version, actor=told.manager, at=told.at - 5 * DAY)


def _superseded(told: _States) -> None:
    """A change was asked for: version 2 took over with equal targets, so that they went on."""
    first_day = (told.today - 100 * DAY).replace(day=1)
    agreement = told.begin("SLA-0107", "Intranet for the textile works", "SURYA")
    version = told.write(
        agreement, "INTRA", starts_on=first_day, evidence="Minutes of the yearly meeting."
    )
    activate(version=version, actor=told.manager, at=told.at - 95 * DAY)
    change = request_change(
        agreement=agreement,
        reason="The annual report names another contact; targets stay.",
        asked_by="Secretary of the works",
        actor=told.manager,
        at=told.at - 60 * DAY,
    )
    second = start_version(
        agreement=agreement, change=change, actor=told.manager, at=told.at - 59 * DAY
    )
    save_version(
        version=second,
        starts_on=told.today - 30 * DAY,
        ends_on=None,
        evidence="E-mail of the secretary, filed with the agreement.",
        actor=told.manager,
    )
    activate(version=second, actor=told.manager, at=told.at - 40 * DAY)


def _withdrawn(told: _States) -> None:
    agreement = told.begin("SLA-0108", "Warehouse system, trial", "RIMBA")
    version = told.write(agreement, "WMS", starts_on=told.next_month())
    withdraw_version(
        version=version,
        reason="The customer keeps its own system for another year.",
        actor=told.manager,
        at=told.at - 15 * DAY,
    )


def _on_trial(told: _States) -> None:
    """A team's promise is tried before it is signed: a first trial ended, a second one runs."""
    agreement = create_agreement(
        code="OLA-0110",
        title="Identity and access, on trial",
        kind=Agreement.Kind.OLA,
        zone=story.ZONE,
        customers=(),
        providers=[Provider.objects.get(code="TIM-APLIKASI")],
        owner=told.manager,
        actor=told.manager,
        at=told.at - 90 * DAY,
    )
    version = told.write(agreement, "IDM", starts_on=told.next_month())
    first = start_pilot(
        version=version,
        starts_on=told.today - 75 * DAY,
        actor=told.manager,
        at=told.at - 75 * DAY,
    )
    end_pilot(
        pilot=first,
        result=Pilot.Result.CHANGE,
        words="The level held, but nobody was on call at night: the rota has to change first.",
        actor=told.manager,
        at=told.at - 40 * DAY,
    )
    start_pilot(version=version, starts_on=told.today - 30 * DAY, actor=told.manager, at=told.at)


def _asked_by_a_customer(told: _States) -> None:
    """What the hospital asked for was refused, with a reason; another request waits."""
    agreement = Agreement.objects.get(code="SLA-0040")
    first = request_change(
        agreement=agreement,
        reason="The hospital system without its yearly maintenance in June.",
        actor=told.hasan,
        at=told.at - 50 * DAY,
    )
    refuse_change(
        change=first,
        reason="Its maker gives no support without it; June is announced in January.",
        actor=told.manager,
        at=told.at - 48 * DAY,
    )
    request_change(
        agreement=agreement,
        reason="The service desk is wanted on Sundays too: two wards open in spring.",
        actor=told.hasan,
        at=told.at - 3 * DAY,
    )


def _terminated(told: _States) -> None:
    first_day = (told.today - 100 * DAY).replace(day=1)
    agreement = told.begin("SLA-0109", "Service desk for the energy company", "PELITA")
    version = told.write(
        agreement, "DESK", starts_on=first_day, evidence="Signed document in the archive."
    )
    activate(version=version, actor=told.manager, at=told.at - 95 * DAY)
    terminate(
        agreement=agreement,
        ends_on=told.today - 5 * DAY,
        reason="The company merged with one that runs its own desk.",
        actor=told.manager,
        at=told.at - 25 * DAY,
    )
