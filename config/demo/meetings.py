"""A year of reviews with two customers, what was promised in them, and the time they took."""

import datetime as dt
from itertools import cycle

from accounts.models import User
from brm.models import Action, Contact, Customer, HoursEntry, Interaction, ReviewSchedule
from brm.operations.hold_meeting import hold_meeting
from brm.operations.keep_action import close_action, save_action
from brm.operations.log_hours import log_hours, log_meeting_hours
from brm.operations.plan_meeting import MeetingPlan, cancel_meeting, plan_meeting
from brm.operations.plan_reviews import plan_reviews
from brm.operations.save_decision import save_decision
from brm.operations.save_schedule import save_schedule
from brm.operations.tell_due import tell_due
from brm.operations.write_minutes import (
    PointText,
    agree_minutes,
    record_agreement,
    release_minutes,
    write_minutes,
)
from slm.engine.zones import zone

from . import story

D, F = HoursEntry.Discipline, HoursEntry.Focus
# What was said in each review of the bank, the oldest first: (part of the agenda, minutes).
BANK = (
    (
        ("levels", "Payments held their level; **month end** stays the weak hour."),
        ("business", "Card spending grows by a tenth each quarter."),
    ),
    (
        ("levels", "One missed month. The bank wants to hear of it the same day."),
        ("breaches", "The interbank switch answered late; a second route was asked for."),
    ),
    (
        ("strategy", "Mobile first: two of five new customers are to come by telephone."),
        ("levels", "All targets met. The peak limit is to stand beside the level."),
    ),
    (
        ("levels", "Mobile banking runs close to its limit in the evening."),
        ("next", "Next review in December, in Menara Cakrawala, room 12."),
    ),
)
BANK_DECISIONS = (
    (1, "The route to the switch is doubled before the year ends.", "Dewi Anggraini"),
    (2, "The peak limit is reported beside every level.", "Dewi Anggraini and Bima Prasetya"),
)
# (review, what, who, days until due, days until done; None: still open)
BANK_ACTIONS = (
    (0, "Compare the prices of two card processors", "ratna", 60, None),
    (1, "Ask the switch for a second route", "bima", 30, 25),
    (1, "Name who is called at night", "Yoga Pratama", 20, 12),
    (2, "Show the peak limit beside the level", "bima", 45, 80),
    (3, "Send the forecast of card transactions", "Dewi Anggraini", 95, None),
    (3, "Draft a target for reconciliation by 07:00", "bima", 100, None),
)
HOSPITAL = (
    "Rekam medis terlambat dibuka pada pergantian sif.",
    "Gangguan jaringan pada hari Minggu; perawat mencatat di kertas.",
    "Rumah sakit meminta pemberitahuan sebelum pemeliharaan.",
    "Tingkat layanan terlampaui dua kali; tindak lanjut disepakati.",
)
# Between meetings: (customer, discipline, focus, minutes, what it was)
WORK = (
    ("CAKRAWALA", D.SHAPING, F.RELATIONSHIP, 90, "Card growth with the heads of products"),
    ("CAKRAWALA", D.SERVICING, F.PROCESS, 150, "Monthly report"),
    ("HARAPAN", D.SERVICING, F.PROCESS, 180, "Chasing tickets of the wards"),
    ("HARAPAN", D.EXPLORING, F.RELATIONSHIP, 60, "A morning on the ward"),
    ("ANUGERAH", D.HARVESTING, F.RELATIONSHIP, 75, "What faster tills were worth"),
    ("RIMBA", D.EXPLORING, F.PROCESS, 45, "Map of their dispatch"),
    ("PURWASARI", D.SERVICING, F.PROCESS, 60, "Papers for the budget"),
)


class _Story:
    """Who speaks with whom, and on which days."""

    def __init__(self, at: dt.datetime) -> None:
        self.at, self.info = at, zone(story.ZONE).info
        self.bima, self.ratna = (User.objects.get(email=one.email) for one in story.PEOPLE[:2])
        self.contacts = {
            row.person.name: row
            for row in Contact.objects.select_related("person", "customer__manager")
        }

    def day(self, back: int) -> dt.date:
        """The day so many days ago; a Wednesday stays one."""
        today = self.at.astimezone(self.info).date()
        return today - dt.timedelta(days=back)

    def moment(self, day: dt.date, hour: int = 10) -> dt.datetime:
        return dt.datetime.combine(day, dt.time(hour), self.info).astimezone(dt.UTC)

    def owner(self, name: str) -> dict[str, object]:
        known = {"bima": self.bima, "ratna": self.ratna}
        if name in known:
            return {"staff_owner": known[name]}
        return {"contact": self.contacts[name]}


def tell_meetings(*, at: dt.datetime) -> None:
    """The bank is reviewed every quarter, the hospital every quarter too, until it was not."""
    told = _Story(at)
    _bank(told)
    _hospital(told)
    _others(told)
    _time(told)
    plan_reviews(at=at)
    tell_due(at=at)


def _bank(told: _Story) -> None:
    bank = Customer.objects.get(code="CAKRAWALA")
    people = (told.contacts["Dewi Anggraini"], told.contacts["Yoga Pratama"])
    schedule = _schedule(told, bank, every=3, first_back=358, place="Menara Cakrawala, room 12")
    held = []
    for number, said in enumerate(BANK):
        on = told.moment(told.day(357 - 91 * number))
        meeting = _held(told, bank, people, on, schedule.review_type, rating=3 + (number > 1))
        for part, text in said:
            _write(meeting, part, text, told.ratna, on)
        for review, what, who in BANK_DECISIONS:
            if review == number:
                save_decision(
                    customer=bank,
                    interaction=meeting,
                    what=what,
                    decided_by=who,
                    decided_on=on.date(),
                    actor=told.ratna,
                    at=on,
                )
        held.append((meeting, on))
        _act(told, bank, meeting, number, on)
        release_minutes(interaction=meeting, actor=told.ratna, at=on + dt.timedelta(days=2))
        if number < len(BANK) - 1:
            dewi = User.objects.get(person__name="Dewi Anggraini")
            agree_minutes(interaction=meeting, actor=dewi, at=on + dt.timedelta(days=6))
    last, on = held[-1]
    point = last.agenda.get(part="levels")
    point.internal_note = "She asked twice what others pay. Have the comparison ready."
    point.save()


def _act(
    told: _Story, customer: Customer, meeting: Interaction, number: int, on: dt.datetime
) -> None:
    """The actions of one review; those that were done by now are closed on their day."""
    for review, what, who, due_days, done_days in BANK_ACTIONS:
        if review != number:
            continue
        action = save_action(
            customer=customer,
            interaction=meeting,
            what=what,
            due_on=(on + dt.timedelta(days=due_days)).date(),
            actor=told.ratna,
            at=on,
            **told.owner(who),  # type: ignore[arg-type]
        )
        if done_days is not None and on + dt.timedelta(days=done_days) < told.at:
            close_action(
                action=action,
                state=Action.State.DONE,
                outcome="Done as agreed.",
                actor=told.ratna,
                at=on + dt.timedelta(days=done_days),
            )


def _hospital(told: _Story) -> None:
    hospital = Customer.objects.get(code="HARAPAN")
    people = (told.contacts["Hasan Basri"], told.contacts["Sulastri Wening"])
    schedule = _schedule(told, hospital, every=3, first_back=400, place="RS Harapan Bahari")
    for number, text in enumerate(HOSPITAL):
        on = told.moment(told.day(393 - 91 * number), 13)
        meeting = _held(told, hospital, people, on, schedule.review_type, rating=4 - number)
        _write(meeting, "levels", text, told.ratna, on)
        save_action(
            customer=hospital,
            interaction=meeting,
            what=f"Tindak lanjut tinjauan ke-{number + 1}",
            contact=people[1],
            due_on=(on + dt.timedelta(days=40)).date(),
            actor=told.ratna,
            at=on,
        )
        if number:
            before = Action.objects.filter(customer=hospital, state="open").order_by("pk").first()
            if before is not None and number != 2:
                close_action(
                    action=before,
                    state=Action.State.DROPPED if number == 1 else Action.State.DONE,
                    outcome="Digabung dengan tindak lanjut berikutnya.",
                    actor=told.ratna,
                    at=on,
                )
        release_minutes(interaction=meeting, actor=told.ratna, at=on)
        record_agreement(
            interaction=meeting,
            by="Hasan Basri",
            how="surat elektronik",
            agreed_at=on + dt.timedelta(days=5),
            actor=told.ratna,
            at=on + dt.timedelta(days=5),
        )


def _others(told: _Story) -> None:
    """A visit, a call, a workshop that was called off, and a review that nobody wrote up."""
    retail = Customer.objects.get(code="ANUGERAH")
    maya = told.contacts["Maya Lestari"]
    visit = _held(told, retail, (maya,), told.moment(told.day(34), 14), "", kind="visit")
    _write(
        visit,
        "",
        "Two stores opened; tills must never stand still in Ramadan.",
        told.ratna,
        told.at,
    )
    logistics = Customer.objects.get(code="RIMBA")
    gilang = told.contacts["Gilang Saputra"]
    call = _held(told, logistics, (gilang,), told.moment(told.day(12), 9), "", kind="call")
    _write(call, "", "He may send his dispatch data next month.", told.ratna, told.at)
    workshop = _plan(told, retail, (maya,), told.moment(told.day(-9)), "", kind="workshop")
    cancel_meeting(
        interaction=workshop,
        because="Stock-taking in all stores that week",
        actor=told.ratna,
        at=told.at,
    )
    registry = Customer.objects.get(code="PURWASARI")
    _plan(
        told,
        registry,
        (told.contacts["Endang Pertiwi"],),
        told.moment(told.day(6)),
        "ad_hoc",
    )


def _time(told: _Story) -> None:
    """Meetings took their time, and so did the work between them."""
    for meeting in Interaction.objects.filter(held_at__isnull=False).order_by("pk"):
        discipline = D.SERVICING if meeting.is_review else D.EXPLORING
        log_meeting_hours(
            interaction=meeting,
            minutes=[(told.ratna, meeting.duration_minutes + 30)],
            discipline=discipline,
            focus=F.RELATIONSHIP,
            actor=told.ratna,
            at=told.at,
        )
    customers = {row.code: row for row in Customer.objects.all()}
    work = cycle(WORK)
    for back in range(350, 0, -9):
        code, discipline, focus, minutes, note = next(work)
        log_hours(
            customer=customers[code],
            user=told.ratna,
            spent_on=told.day(back),
            spent_minutes=minutes,
            discipline=discipline,
            focus=focus,
            note=note,
            actor=told.ratna,
            at=told.at,
        )


def _schedule(
    told: _Story, customer: Customer, *, every: int, first_back: int, place: str
) -> ReviewSchedule:
    return save_schedule(
        schedule=ReviewSchedule(
            customer=customer,
            kind="service_review",
            review_type="quarterly",
            every_months=every,
            first_on=told.day(first_back),
            starts_at_time=dt.time(10),
            duration_minutes=90,
            place=place,
            chair=told.ratna,
        ),
        actor=told.ratna,
        at=told.at,
    )


def _plan(
    told: _Story,
    customer: Customer,
    people: tuple[Contact, ...],
    on: dt.datetime,
    review_type: str,
    *,
    kind: str = "service_review",
) -> Interaction:
    return plan_meeting(
        plan=MeetingPlan(
            kind=kind,
            review_type=review_type,
            customers=(customer,),
            planned_at=on,
            zone=story.ZONE,
            duration_minutes=90 if review_type else 45,
            chair=told.ratna,
            contacts=people,
            staff=(told.bima,) if review_type else (),
        ),
        actor=told.ratna,
        at=min(on - dt.timedelta(days=14), told.at),
    )


def _held(
    told: _Story,
    customer: Customer,
    people: tuple[Contact, ...],
    on: dt.datetime,
    review_type: str,
    *,
    kind: str = "service_review",
    rating: int | None = None,
) -> Interaction:
    meeting = _plan(told, customer, people, on, review_type, kind=kind)
    return hold_meeting(
        interaction=meeting,
        held_at=on,
        came=set(meeting.participants.values_list("pk", flat=True)),
        outcome_rating=rating,
        actor=told.ratna,
        at=on,
    )


def _write(meeting: Interaction, part: str, text: str, actor: User, at: dt.datetime) -> None:
    point = meeting.agenda.filter(part=part).first()
    assert point is not None  # the standard agenda has it
    write_minutes(interaction=meeting, texts=[PointText(point.pk, text, "")], actor=actor, at=at)
