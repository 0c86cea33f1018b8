"""Tells what customers' businesses want, what it rests on, and what they will want next."""

import datetime as dt
from decimal import Decimal
from typing import Any

from accounts.models import User
from agreements.operations.save_use import save_use
from brm.models import BusinessOutcome, CheckAnswer, Customer
from brm.operations.answer_check import answer_check
from brm.operations.ask_for_acceptance import ask_for_acceptance
from brm.operations.decide_demand import decide_demand
from brm.operations.save_business_change import save_business_change
from brm.operations.save_demand import save_demand
from brm.operations.save_outcome import record_measurement, save_outcome
from slm.models import Service

from . import story

# Unit, reference, statement, measure, unit of measure, baseline, target, importance, and what was
# planned and realised, quarter by quarter up to now.
OUTCOMES: tuple[tuple[Any, ...], ...] = (
    (
        *("CAKRAWALA-CARD", "CN-01", "Retail payments settle the same day"),
        *("Payments settled by midnight", "%", "96.2", "99.5", 9),
        (("97.0", "96.9"), ("98.0", "97.8"), ("98.8", "98.1")),
    ),
    (
        *("CAKRAWALA-DIGI", "CN-02", "Customers open an account without a branch"),
        *("Accounts opened in the app", "% of new accounts", "22", "60", 7),
        (("30", "34"), ("40", "43"), ("50", "49")),
    ),
    (
        *("CAKRAWALA", "CN-03", "Branches open on time, everywhere"),
        *("Branches working at 08:00", "%", "97", "99.8", 8),
        (("98", "98.4"), ("99", "99.1")),
    ),
    (
        *("HARAPAN-FARM", "RSHB-1", "No patient waits longer than half an hour for medicine"),
        *("Waiting time, 90 of 100 patients", "minutes", "52", "30", 9),
        (("48", "50"), ("42", "41"), ("36", "38")),
    ),
    (
        *("HARAPAN-WARD", "RSHB-2", "The record of a patient is at the bed when it is needed"),
        *("Rounds with the whole record", "%", "71", "98", 10),
        (("80", "79"), ("88", "90")),
    ),
    (
        *("PURWASARI-LOKET", "DK-1", "Nobody is sent home from the counter"),
        *("People sent home", "a day", "12", "2", 8),
        (("9", "10"), ("6", "7")),
    ),
    (
        *("ANUGERAH-TOKO", "ARM-1", "Card sales go on in stores that never close"),
        *("Card sales refused by us", "% of sales", "1.9", "0.4", 8),
        (("1.4", "1.2"), ("1.0", "0.9")),
    ),
)
# Unit, service, users, criticality, its ground, cost of an hour, its ground, value a month and by
# whom, and the outcomes that rest on it.
USES: tuple[tuple[Any, ...], ...] = (
    (
        *("CAKRAWALA-CARD", "PAY-GW", 412, "4_vital", "Rules of the central bank on settlement"),
        *(7_600_000, "Fees of an average hour, half of them lost"),
        *(2_900_000_000, "Dewi Anggraini", {"CN-01": 10}),
    ),
    (
        *("CAKRAWALA", "CORE-BNK", 2_140, "4_vital", "No branch can pay out without it"),
        *(22_000_000, "Overtime of 180 branches and cash brought by road"),
        *(4_100_000_000, "Dewi Anggraini", {"CN-03": 9, "CN-01": 6}),
    ),
    (
        *("HARAPAN-FARM", "HIS", 96, "3_high", "Prescriptions on paper for at most an hour"),
        *(4_800_000, "Two more pharmacists, and wards that wait"),
        *(310_000_000, "Hasan Basri", {"RSHB-1": 9}),
    ),
    (
        *("HARAPAN-WARD", "HIS", 540, "4_vital", "Directive on patient safety"),
        *(9_500_000, "Examinations repeated, beds kept longer"),
        *(None, "", {"RSHB-2": 10}),
    ),
    ("PURWASARI-LOKET", "ADM-ONL", 74, "3_high", "People queue", None, "", None, "", {"DK-1": 8}),
    (
        *("ANUGERAH-TOKO", "POS", 1_311, "4_vital", "Stores that never close"),
        *(18_200_000, "Sales of an hour in 41 stores, a third of them lost"),
        *(2_200_000_000, "Maya Lestari", {"ARM-1": 9}),
    ),
)


def tell_outcomes(*, manager: User, at: dt.datetime) -> None:
    """Write outcomes, uses, demand, changes and checks through the verbs, by whoever would."""
    relations = User.objects.get(email=story.PEOPLE[1].email)
    outcomes = {row[1]: _outcome(row, relations, at) for row in OUTCOMES}
    services = {row.code: row for row in Service.objects.all()}
    day = at.date()
    for unit, code, users, level, ground, cost, basis, value, by, weights in USES:
        save_use(
            customer=Customer.objects.get(code=unit),
            service=services[code],
            users=users,
            users_on=day - dt.timedelta(days=40),
            criticality=level,
            criticality_basis=ground,
            currency=story.CURRENCY,
            hour_cost=cost,
            hour_cost_basis=basis,
            hour_cost_on=day - dt.timedelta(days=75) if cost else None,
            month_value=value,
            month_value_by=by,
            month_value_on=day - dt.timedelta(days=75) if value else None,
            since_on=dt.date(day.year - 2, 1, 1),
            weights={outcomes[key]: weight for key, weight in weights.items()},
            actor=relations,
        )
    _demand(relations, outcomes, services, at)
    _changes(relations, services, at)
    _checks(manager, relations, services, at)


def _outcome(row: tuple[Any, ...], actor: User, at: dt.datetime) -> BusinessOutcome:
    unit, reference, statement, measure, unit_of, baseline, target, importance, quarters = row
    record = save_outcome(
        customer=Customer.objects.get(code=unit),
        reference=reference,
        statement=statement,
        measure=measure,
        unit=unit_of,
        baseline=Decimal(baseline),
        target=Decimal(target),
        importance=importance,
        due_on=dt.date(at.year + 1, 6, 30),
        actor=actor,
        at=at - dt.timedelta(days=400),
    )
    for number, (planned, realised) in enumerate(reversed(quarters)):
        measured_at = at - dt.timedelta(days=20 + 91 * number)
        record_measurement(
            outcome=record,
            measured_on=measured_at.date(),
            planned=Decimal(planned),
            realised=Decimal(realised),
            note="Quarterly review with the customer",
            actor=actor,
            at=measured_at,
        )
    return record


def _demand(
    actor: User,
    outcomes: dict[str, BusinessOutcome],
    services: dict[str, Service],
    at: dt.datetime,
) -> None:
    def wish(unit: str, title: str, days_ago: int, months_ahead: int, **fields: Any) -> Any:
        month = (at.date().replace(day=1) + dt.timedelta(days=31 * months_ahead)).replace(day=1)
        codes = fields.pop("services", ())
        return save_demand(
            customer=Customer.objects.get(code=unit),
            title=title,
            services=[services[code] for code in codes],
            expected_on=month,
            currency=story.CURRENCY,
            actor=actor,
            at=at - dt.timedelta(days=days_ago),
            **fields,
        )

    accepted = wish(
        *("CAKRAWALA-CARD", "A second route to the interbank switch", 90, 2),
        kind="request",
        services=["PAY-GW"],
        outcome=outcomes["CN-01"],
        source="complaint",
        source_note="Refused payments on the evening of the long weekend",
        value=Decimal(2_400_000_000),
        probability_percent=90,
        effort="L",
    )
    decide_demand(
        demand=accepted,
        state="accepted",
        reason="Pays for itself within two such evenings",
        actor=actor,
        on=(at - dt.timedelta(days=60)).date(),
    )
    wish(
        *("CAKRAWALA-DIGI", "Accounts opened by video call", 35, 5),
        kind="opportunity",
        outcome=outcomes["CN-02"],
        source="plan",
        source_note="Digital plan of the bank, chapter 3",
        volume=18_000,
        volume_unit="calls",
        value=Decimal(1_150_000_000),
        probability_percent=60,
        effort="M",
    )
    wish(
        *("ANUGERAH-TOKO", "Nine new stores before the feast", 20, 4),
        kind="request",
        services=["POS", "PAY-GW"],
        outcome=outcomes["ARM-1"],
        source="meeting",
        source_note="Review of the third quarter",
        volume=310_000,
        volume_unit="payments",
        value=Decimal(640_000_000),
        probability_percent=80,
        effort="S",
    )
    wish(
        *("PURWASARI", "Signing by telephone instead of at the counter", 12, 9),
        kind="technology",
        services=["ADM-ONL"],
        outcome=outcomes["DK-1"],
        source="own",
        probability_percent=30,
        effort="M",
    )
    declined = wish(
        *("RIMBA", "Own colours in the tracking pages", 50, 3),
        kind="idea",
        source="meeting",
        source_note="Over lunch with the supply chain director",
        probability_percent=20,
        effort="L",
    )
    decide_demand(
        demand=declined,
        state="declined",
        reason="Nobody who books a lorry asked for it",
        actor=actor,
        on=(at - dt.timedelta(days=30)).date(),
    )


def _changes(actor: User, services: dict[str, Service], at: dt.datetime) -> None:
    day = at.date()
    save_business_change(
        customer=Customer.objects.get(code="CAKRAWALA"),
        happens_on=day + dt.timedelta(days=70),
        title="Takes over the branches of a smaller bank",
        description="Forty-one branches on Sulawesi, with their people and their tills.",
        services=[services["CORE-BNK"], services["PAY-GW"]],
        users_delta=620,
        actor=actor,
        at=at - dt.timedelta(days=9),
    )
    save_business_change(
        customer=Customer.objects.get(code="HARAPAN"),
        happens_on=day - dt.timedelta(days=25),
        title="The old wing was closed for rebuilding",
        services=[services["HIS"]],
        users_delta=-60,
        disposition="done",
        disposition_note="Sixty accounts rest until it opens again; volumes were agreed anew.",
        actor=actor,
        at=at - dt.timedelta(days=33),
    )


def _checks(manager: User, relations: User, services: dict[str, Service], at: dt.datetime) -> None:
    day = at.date()
    for code, what, days_ago, units in (
        ("PAY-GW", "Payments take the new certificate", 5, ("CAKRAWALA-CARD", "ANUGERAH-TOKO")),
        ("HIS", "A new release with the medicine list", 30, ("HARAPAN-FARM", "HARAPAN-WARD")),
    ):
        record = ask_for_acceptance(
            service=services[code],
            what=what,
            changed_on=day - dt.timedelta(days=days_ago),
            due_on=day - dt.timedelta(days=days_ago - 14),
            customers=[Customer.objects.get(code=unit) for unit in units],
            actor=manager,
            at=at - dt.timedelta(days=days_ago),
        )
        if code != "HIS":
            continue
        hasan = User.objects.get(email="hasan@harapanbahari.example")
        farm, ward = (
            CheckAnswer.objects.get(check_asked=record, customer__code=unit) for unit in units
        )
        answer_check(
            answer=farm,
            state="objected",
            reason="Strengths of two medicines stand in the wrong order.",
            actor=hasan,
            at=at - dt.timedelta(days=26),
        )
        answer_check(
            answer=ward,
            state="accepted",
            said_by="Sulastri Wening, by telephone",
            actor=relations,
            at=at - dt.timedelta(days=25),
        )
