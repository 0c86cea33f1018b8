"""Tells the demo's story up to now: people, customers, services, a year of levels, agreements."""

import datetime as dt
import random
import secrets
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pghistory
from django.conf import settings
from django.db import transaction

from accounts.models import Installation, Person, Role, RoleAssignment, User
from agreements.models import Agreement, Breach, Party, Target, Version
from agreements.operations.activate import activate
from agreements.operations.answer_breach import acknowledge_breach
from agreements.operations.tick import tick
from brm.models import Contact, ContactRole, Customer, Grant
from brm.operations.save_customer import save_customer
from common.db.instants import from_seconds, to_seconds
from config.generated import SIGN_INS, write_once
from notices.models import Delivery
from slm.engine.calendar import Calendar
from slm.engine.layers import Layer
from slm.engine.zones import zone
from slm.models import Dependency, Indicator, Provider, Service, ServiceHours, Source
from slm.operations.ingest_samples import ingest_samples
from slm.operations.record_outage import record_outage
from slm.operations.save_hours_version import save_hours_version
from slm.queries.calendars import calendar_for, hours_by_id

from . import story
from .agreements_states import tell_states
from .counted import make_counted, promise_counts, reset_instant, tell_counters, tell_scores
from .customers import tell_customers
from .documents import write_document
from .education import tell_education
from .feedback import tell_feedback
from .fleet import make_fleet
from .history import Incident, incidents, months_back
from .hours import tell_hours
from .improvements import tell_improvements
from .meetings import tell_meetings
from .metrics import promise_metrics
from .money import tell_money
from .outcomes import tell_outcomes
from .portfolio import tell_portfolio
from .protections import plan_patching, tell_protections
from .relationship import tell_relationship
from .requirements import tell_requirements
from .satisfaction import tell_satisfaction
from .service_desk import make_desk, promise_desk, tell_open_tickets, tell_tickets
from .times import bad_day, make_timed, promise_times, tell_times

PROBE, TOOL = "UPTIME", "MEJA"
PROBE_SECONDS = 1_800
MAX_GAP_SECONDS = 7_200
WEEKDAYS, ALL_DAYS = range(5), range(7)
HOURS = {
    "ALWAYS": ("Round the clock", [[day, "00:00", "24:00"] for day in ALL_DAYS], ""),
    "OFFICE": ("Office hours", [[day, "07:30", "17:00"] for day in WEEKDAYS], "ID"),
    "STORES": ("Store hours", [[day, "06:00", "22:00"] for day in ALL_DAYS], ""),
}
# A source of the story fell silent so many days ago.
SILENT_DAYS = 25
# Customers are older than the first promise.
CUSTOMERS_SINCE = dt.timedelta(days=900)
# So long after the start of the demo the open outage uses up the payment gateway's budget.
BREACH_AFTER_SECONDS = 12 * 60


def is_seeded() -> bool:
    """Whether the demo has been told on this database."""
    return Service.objects.filter(code=story.SERVICES[0].code).exists()


def seed(*, at: dt.datetime, report: Callable[[str], None]) -> None:
    """Tell everything, in one transaction: interrupted, nothing of it stays."""
    at = at.replace(microsecond=0)
    with transaction.atomic():
        passwords = _people(report)
        _customers(report, at)
        manager = User.objects.get(email=story.PEOPLE[0].email)
        with pghistory.context(user=manager.pk, door="demo"):
            _services(manager, at, report)
            tell_hours(manager=manager, at=at)
            drafts = _agreements(manager, at, report)
            past = _Past(at, manager)
            plan_patching(first=from_seconds(past.months[0][0]), manager=manager)
            for done, until in enumerate(past.steps, start=1):
                past.live(until, drafts)
                if done % 5 == 0 or until == at:
                    report(f"a year of service, {done} of {len(past.steps)} fortnights")
            tell_requirements(manager=manager, at=at)
            tell_relationship(at=at)
            tell_outcomes(manager=manager, at=at)
            tell_states(manager=manager, at=at)
            tell_education(manager=manager, at=at)
            tell_meetings(at=at)
            tell_satisfaction(at=at)
            tell_money(at=at)
            tell_feedback(manager=manager, at=at)
            tell_customers(at=at)
            tell_portfolio(at=at)
            tell_improvements(manager=manager, at=at)
    _write_sign_ins(passwords)


def seed_fleet(*, size: int, at: dt.datetime, report: Callable[[str], None]) -> None:
    """Tell of `size` services instead, to see the product at work at that size.

    Each part is a transaction of its own: interrupted, begin again with an empty database.
    """
    at = at.replace(microsecond=0)
    with transaction.atomic():
        passwords = _people(report)
        _customers(report, at)
        _providers_and_hours(User.objects.get(email=story.PEOPLE[0].email), at)
    _write_sign_ins(passwords)
    make_fleet(size=size, at=at, report=report)


def _people(report: Callable[[str], None]) -> dict[str, str]:
    report("people")
    Installation.objects.update_or_create(
        pk=Installation.ONLY,
        defaults={
            "organisation": story.ORGANISATION,
            "zone": story.ZONE,
            "reporting_currency": story.CURRENCY,
        },
    )
    passwords = {}
    for someone in story.PEOPLE:
        passwords[someone.email] = "-".join(secrets.token_hex(2) for _ in range(4))
        user = User.objects.create_user(
            someone.email,
            someone.name,
            passwords[someone.email],
            zone=story.ZONE,
            language=someone.language,
            view=someone.view,
        )
        if someone.role != Role.CUSTOMER:
            RoleAssignment.objects.create(user=user, role=someone.role)
    return passwords


def _customers(report: Callable[[str], None], at: dt.datetime) -> None:
    report("customers")
    manager = User.objects.get(email=story.PEOPLE[1].email)
    shared = {"zone": story.ZONE, "currency": story.CURRENCY, "manager": manager}
    since = at - CUSTOMERS_SINCE
    for told in story.CUSTOMERS:
        customer = Customer(code=told.code, name=told.name, relation=told.relation, **shared)
        save_customer(customer=customer, actor=manager, at=since)
        for code, name in told.units:
            unit = Customer(code=code, name=name, relation=told.relation, parent=customer, **shared)
            save_customer(customer=unit, actor=manager, at=since)
        for name, position, part in told.people:
            person = Person.objects.filter(name=name).first() or Person.objects.create(name=name)
            contact = Contact.objects.create(person=person, customer=customer, position=position)
            ContactRole.objects.create(contact=contact, part=part)
    for someone in story.PEOPLE:
        if someone.customer:
            Grant.objects.create(
                user=User.objects.get(email=someone.email),
                role=someone.role,
                customer=Customer.objects.get(code=someone.customer),
            )


def _providers_and_hours(manager: User, at: dt.datetime) -> None:
    owner = User.objects.get(email=story.PEOPLE[2].email)
    for code, name, kind in story.PROVIDERS:
        Provider.objects.create(code=code, name=name, kind=kind, owner=owner)
    for code, (name, weekly, country) in HOURS.items():
        hours = ServiceHours.objects.create(code=code, name=name, zone=story.ZONE)
        save_hours_version(
            hours=hours,
            valid_from=dt.datetime(2020, 1, 1, tzinfo=zone(story.ZONE).info),
            weekly=weekly,
            country=country,
            subdivision="",
            closed_days={},
            special_days={},
            actor=manager,
            at=at,
        )


def _services(manager: User, at: dt.datetime, report: Callable[[str], None]) -> None:
    report("services")
    owner = User.objects.get(email=story.PEOPLE[2].email)
    _providers_and_hours(manager, at)
    probe = Source.objects.create(
        code=PROBE,
        name="Uptime probe",
        kind=Source.Kind.REST,
        expected_interval_seconds=2 * MAX_GAP_SECONDS,
    )
    Source.objects.create(code=TOOL, name="Ticket tool", kind=Source.Kind.REST)
    for told in story.SERVICES:
        service = Service.objects.create(
            code=told.code,
            name=told.name,
            kind=told.kind,
            provider=Provider.objects.get(code=told.provider),
            owner=owner,
            outcome=told.outcome,
        )
        Indicator.objects.create(
            service=service,
            source=probe if told.probed else None,
            is_fed=told.probed,
            max_gap_seconds=MAX_GAP_SECONDS if told.probed else None,
        )
    make_timed(probe)
    make_counted()
    make_desk()
    for told in story.SERVICES:
        for needed in told.needs:
            Dependency.objects.create(
                service=Service.objects.get(code=told.code),
                needs=Service.objects.get(code=needed),
            )


class _Past:
    """Thirteen months lived a fortnight at a time: breaches and notices get their true dates."""

    def __init__(self, at: dt.datetime, manager: User) -> None:
        self.at, self.manager = at, manager
        self.now = to_seconds(at)
        self.dice = random.Random(42)
        self.months = months_back(at.astimezone(zone(story.ZONE).info), 13)
        self.tool = Source.objects.get(code=TOOL)
        known = Indicator.objects.select_related("service", "source")
        self.indicators = {
            row.service.code: row for row in known.filter(kind=Indicator.Kind.AVAILABILITY)
        }
        self.timed = known.get(kind=Indicator.Kind.RESPONSE_TIME)
        self.calendars = _calendars(self.months[0][0], self.now)
        self.incidents = {told.code: self._invent(told) for told in story.SERVICES}
        first = from_seconds(self.months[0][0])
        fortnights = range(1, (at - first).days // 14 + 1)
        self.steps = [first + dt.timedelta(days=14 * number) for number in fortnights]
        self.steps = [step for step in self.steps if step < at - dt.timedelta(days=4)]
        self.steps += [at - dt.timedelta(days=3), at]
        self.lived_to = self.months[0][0]

    def _invent(self, told: story.DemoService) -> list[Incident]:
        found = incidents(
            calendar=self.calendars[told.hours],
            months=self.months[-1 - told.since_months :],
            used_percent=told.used,
            target_ppm=_ppm(told.target),
            until=self.now - 3 * 3600,
            dice=self.dice,
        )
        return list(found)

    def live(self, until: dt.datetime, drafts: list[tuple[dt.datetime, Version]]) -> None:
        """All that happens up to `until`: signatures, samples, outages, verdicts, answers."""
        end = to_seconds(until)
        for start, version in drafts:
            if version.state == Version.State.DRAFT and start <= until:
                activate(version=version, actor=self.manager, at=until)
                version.refresh_from_db()
        for told in story.SERVICES:
            indicator = self.indicators[told.code]
            begins = self.months[-1 - told.since_months :][0][0]
            if told.probed:
                silent = self.now - SILENT_DAYS * 86_400 if told.code == "CLAIM" else self.now
                self._probe(told, indicator, max(begins, self.lived_to), min(end, silent))
            else:
                self._report(told, indicator.service, end)
        tell_counters(start=self.lived_to, end=end, reset=reset_instant(self.now))
        tell_scores(start=self.lived_to, end=end, months=self.months, manager=self.manager)
        tell_tickets(start=self.lived_to, end=end)
        tell_times(self.timed, start=self.lived_to, end=end, bad=bad_day(self.now))
        if until == self.at:
            self._open_outage("PAY-GW")
            tell_open_tickets(now=end)
            tell_protections(at=until, manager=self.manager)
        tick(at=until)
        if until < self.at:
            self._answer(until)
        self.lived_to = end

    def _probe(self, told: story.DemoService, indicator: Indicator, start: int, end: int) -> None:
        """What a probe saw in `[start, end)`: a sample every half hour, and one at each change."""
        if end <= start:
            return
        assert indicator.source is not None
        bounds = np.array([(i.start, i.end) for i in self.incidents[told.code]]).reshape(-1, 2)
        regular = np.arange(-(-start // PROBE_SECONDS) * PROBE_SECONDS, end, PROBE_SECONDS)
        changes = bounds[(bounds >= start) & (bounds < end)]
        instants = np.concatenate([regular, changes]).astype(np.int64)
        index = np.searchsorted(bounds[:, 0], instants, side="right") - 1
        ends = np.append(bounds[:, 1], 0)
        down = (index >= 0) & (instants < ends[index])
        ingest_samples(
            indicator=indicator,
            source=indicator.source,
            instants=instants,
            states=np.where(down, Layer.DOWN, Layer.GOOD),
            at=from_seconds(end),
        )

    def _report(self, told: story.DemoService, service: Service, end: int) -> None:
        for number, incident in enumerate(self.incidents[told.code], start=1):
            if self.lived_to <= incident.end < end:
                record_outage(
                    source=self.tool,
                    external_id=f"INC-{service.code}-{number}",
                    service=service,
                    start_at=from_seconds(incident.start),
                    end_at=from_seconds(incident.end),
                    reason=self.dice.choice(story.REASONS),
                    at=from_seconds(min(incident.end + self.dice.randint(60, 1_800), end)),
                )

    def _open_outage(self, code: str) -> None:
        """The outage that goes on while the demo begins; it leaves minutes of the budget."""
        told = next(row for row in story.SERVICES if row.code == code)
        month = self.months[-1]
        calendar = self.calendars[told.hours]
        budget = calendar.elapsed(*month) * (1_000_000 - _ppm(told.target)) // 1_000_000
        used = sum(
            max(0, incident.end - max(incident.start, month[0]))
            for incident in self.incidents[code]
        )
        length = max(120, budget - used - BREACH_AFTER_SECONDS)
        start = max(month[0], self.now - length)
        record_outage(
            source=self.tool,
            external_id=f"INC-{code}-OPEN",
            service=self.indicators[code].service,
            start_at=from_seconds(start),
            reason="Interbank switch answers late; queue is growing",
            at=from_seconds(min(start + 90, self.now)),
        )

    def _answer(self, until: dt.datetime) -> None:
        """What was told in the past was read and answered then; the last days are still open."""
        for breach in Breach.objects.filter(step=Breach.Step.OPEN):
            if until < self.at - dt.timedelta(days=14):
                acknowledge_breach(breach=breach, actor=self.manager, at=until)
        Delivery.objects.filter(sent_at=None).update(state=Delivery.State.SENT, sent_at=until)
        if until < self.at - dt.timedelta(days=4):
            Delivery.objects.filter(read_at=None).update(read_at=until)


def _calendars(first: int, last: int) -> dict[str, Calendar]:
    rows = {row.code: row.pk for row in ServiceHours.objects.filter(code__in=HOURS)}
    values = hours_by_id(rows.values())
    return {code: calendar_for(values[pk], first, last + 62 * 86_400) for code, pk in rows.items()}


def _agreements(
    manager: User, at: dt.datetime, report: Callable[[str], None]
) -> list[tuple[dt.datetime, Version]]:
    """Every agreement as a draft, with the instant from which it is to hold; one stays a draft."""
    report("agreements")
    drafts = [_version(told, manager, at) for told in story.AGREEMENTS]
    _version(story.DRAFT, manager, at)
    return [(version.effective_from or at, version) for version in drafts]


def _version(told: story.DemoAgreement, manager: User, at: dt.datetime) -> Version:
    local = at.astimezone(zone(story.ZONE).info)
    start = _months_from(local, -told.began_months_ago)
    end = _months_from(local, told.lasts_months - told.began_months_ago)
    agreement = Agreement.objects.create(
        code=told.code,
        title=told.title,
        kind=told.kind,
        level=told.level,
        zone=story.ZONE,
        owner=manager,
        is_contractual=told.kind == Agreement.Kind.UC,
        next_review_on=_review_after(told.code, at),
        created_at=min(start, at),
    )
    for code in told.parties:
        if told.kind == Agreement.Kind.SLA:
            Party.objects.create(agreement=agreement, customer=Customer.objects.get(code=code))
        else:
            Party.objects.create(
                agreement=agreement,
                provider=Provider.objects.get(code=code),
                role=Party.Role.PROVIDER,
            )
    version = Version.objects.create(
        agreement=agreement,
        number=1,
        effective_from=start,
        effective_to=end if told.lasts_months else None,
        evidence="Minutes of the signing, kept with the agreement.",
    )
    services = {row.code: row for row in story.SERVICES}
    for code in told.services:
        Target.objects.create(
            version=version,
            indicator=Indicator.objects.get(service__code=code, kind=Indicator.Kind.AVAILABILITY),
            hours=ServiceHours.objects.get(code=services[code].hours),
            threshold_ppm=_ppm(services[code].target),
            protects=services[code].outcome,
        )
    promise_times(version, manager)
    promise_counts(version, manager)
    promise_metrics(version, manager)
    promise_desk(version, manager)
    return write_document(version, manager=manager, at=at)


def _review_after(code: str, at: dt.datetime) -> dt.date:
    """A day in the months to come, another one for each agreement."""
    return (at + dt.timedelta(days=25 + 7 * (sum(code.encode()) % 40))).date()


def _months_from(local: dt.datetime, months: int) -> dt.datetime:
    years, month = divmod(local.year * 12 + local.month - 1 + months, 12)
    return local.replace(
        year=years, month=month + 1, day=1, hour=0, minute=0, second=0, microsecond=0
    )


def _ppm(percent: str) -> int:
    return int(Fraction(percent) * 10_000)


def _write_sign_ins(passwords: dict[str, Any]) -> None:
    lines = ["Demo sign-ins:", ""]
    for someone in story.PEOPLE:
        role = str(someone.role.label)
        if someone.customer:
            role = f"{role}, {next(c.name for c in story.CUSTOMERS if c.code == someone.customer)}"
        lines.append(f"  {someone.email:<30}  {passwords[someone.email]:<20}  {role}")
    write_once(settings.VAR / SIGN_INS, "\n".join(lines) + "\n")
