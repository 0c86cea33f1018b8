"""The pages of meetings: who may, who may not, what they say, what they cost."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Role
from brm.models import Interaction
from brm.operations.plan_meeting import cancel_meeting
from tests.brm.factories import grant, make_customer
from tests.brm.meetings import (
    action_for,
    held,
    limited_manager,
    make_contact,
    planned,
    released,
    say,
    schedule_of,
)
from tests.cast import NOW, make_user

pytestmark = pytest.mark.django_db

CAST = ["ayu", "sari", "rangga", "oka", "tirta", "alia", "bram", "zaki"]
READERS = {"ayu", "sari", "rangga", "oka", "tirta"}
WRITERS = {"ayu", "sari", "rangga"}


@pytest.fixture
def people(request, db):
    return {name: request.getfixturevalue(name) for name in CAST}


@pytest.fixture
def meeting(rangga, customer_a):
    return planned(rangga, customer_a)


def url(name, *args):
    return reverse(f"brm:{name}", args=args)


def count_queries(browser, address) -> int:
    browser.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(address).status_code == 200
    return len(queries)


@pytest.mark.parametrize(
    ("name", "allowed"),
    [
        ("meeting-list", READERS),
        ("meeting-month", READERS),
        ("reviews-due", READERS),
        ("meeting-create", WRITERS),
        ("decision-list", READERS),
        ("decision-create", WRITERS),
        ("action-list", READERS),
        ("action-create", WRITERS),
        ("hours-list", READERS),
        ("hours-create", WRITERS | {"oka"}),
        ("agenda-list", READERS),
        ("agenda-create", WRITERS),
        ("my-meetings", {"alia", "bram"}),
    ],
)
def test_page_opens_for_these_people_only(name, allowed, people, sign_in):
    answers = {who: sign_in(user).get(url(name)).status_code for who, user in people.items()}

    assert answers == {who: 200 if who in allowed else 403 for who in CAST}


@pytest.mark.parametrize(
    ("name", "allowed"),
    [
        ("meeting", READERS),
        ("meeting-pack", READERS),
        ("meeting-edit", WRITERS),
        ("meeting-agenda", WRITERS),
        ("meeting-cancel", WRITERS),
        ("meeting-hold", WRITERS),
        ("meeting-agreed", WRITERS),
    ],
)
def test_page_of_a_meeting_opens_for_these_people_only(name, allowed, people, meeting, sign_in):
    address = url(name, meeting.code)
    answers = {who: sign_in(user).get(address).status_code for who, user in people.items()}

    assert answers == {who: 200 if who in allowed else 403 for who in CAST}
    assert Client().get(address).status_code == 302


def test_a_meeting_with_two_customers_is_hidden_from_who_sees_one(
    rangga, customer_a, customer_b, sign_in
):
    nadia = limited_manager(customer_a)
    mine, both = planned(rangga, customer_a), planned(rangga, customer_a, customer_b)
    browser = sign_in(nadia)

    assert [row.code for row in browser.get(url("meeting-list")).context["page"]] == [mine.code]
    assert browser.get(url("meeting", both.code)).status_code == 404
    assert browser.get(url("meeting-edit", mine.code)).status_code == 200


def test_limited_auditor_reads_and_changes_nothing(meeting, customer_a, sign_in):
    user = make_user("Nadia Wilayah")
    grant(user, customer_a, Role.AUDITOR)
    browser = sign_in(user)

    assert browser.get(url("meeting", meeting.code)).status_code == 200
    assert browser.post(url("meeting", meeting.code)).status_code == 403
    assert browser.post(url("meeting-release", meeting.code)).status_code == 403


def test_list_filters_what_waits(rangga, customer_a, customer_b, sign_in):
    coming = planned(rangga, customer_a, planned_at=NOW + dt.timedelta(days=4000))
    late = planned(rangga, customer_b, planned_at=NOW - dt.timedelta(days=400))
    over = held(rangga, customer_a)
    browser = sign_in(rangga)

    def codes(query):
        return [row.code for row in browser.get(f"{url('meeting-list')}?{query}").context["page"]]

    assert codes("due=coming") == [coming.code]
    assert codes("due=late") == [late.code]
    assert codes("due=unagreed") == [over.code]
    assert codes("customer=KANTOR") == [late.code]
    assert codes("q=kantor") == [late.code]
    say(over, rangga, "The route is doubled.")
    assert codes("q=doubled") == [over.code]


def test_list_costs_the_same_for_one_and_for_three(rangga, customer_a, sign_in):
    browser = sign_in(rangga)
    schedule_of(customer_a)
    planned(rangga, customer_a)
    one = count_queries(browser, url("meeting-list"))
    for _number in range(2):
        planned(rangga, customer_a)
        schedule_of(make_customer(f"C-{_number}"))

    assert count_queries(browser, url("meeting-list")) == one


def test_page_costs_the_same_for_one_and_for_three(rangga, customer_a, sign_in):
    browser = sign_in(rangga)
    meeting = planned(rangga, customer_a, contacts=(make_contact(customer_a, "Rina"),))
    action_for(rangga, customer_a)
    action_for(rangga, customer_a, interaction=meeting)
    say(meeting, rangga)
    one = count_queries(browser, meeting.get_absolute_url())
    for number in range(2):
        action_for(rangga, customer_a)
        action_for(rangga, customer_a, interaction=meeting)
        meeting.participants.create(contact=make_contact(customer_a, f"Other{number}"))

    assert count_queries(browser, meeting.get_absolute_url()) == one


def test_calendar_shows_meetings_and_what_is_owed(rangga, customer_a, customer_b, sign_in):
    schedule_of(customer_b, first_on=dt.date(2027, 3, 9))
    meeting = planned(rangga, customer_a, planned_at=dt.datetime(2027, 3, 4, 3, tzinfo=dt.UTC))

    page = sign_in(rangga).get(f"{url('meeting-month')}?month=2027-03")

    days = [
        (day.isoformat(), [row.code for row in rows["meetings"]], len(rows["owed"]))
        for day, rows in page.context["days"]
    ]
    assert days == [("2027-03-04", [meeting.code], 0), ("2027-03-09", [], 1)]
    assert sign_in(rangga).get(f"{url('meeting-month')}?month=nonsense").status_code == 200


def fields(page) -> dict[str, str]:
    form = page.context["form"]
    found = {}
    for name in form.fields:
        value = form[name].value()
        if value not in (None, ""):
            found[name] = value
    return found


def test_a_meeting_is_planned_from_the_form(rangga, customer_a, sign_in):
    browser = sign_in(rangga)
    address = f"{url('meeting-create')}?customer=DINAS"
    data = fields(browser.get(address)) | {
        "kind": "service_review",
        "review_type": "quarterly",
        "planned_on": "2026-12-02",
        "planned_time": "10:00",
    }

    response = browser.post(address, data)

    meeting = Interaction.objects.get()
    assert response.url == meeting.get_absolute_url()
    assert meeting.planned_at == dt.datetime(2026, 12, 2, 3, tzinfo=dt.UTC)
    assert meeting.agenda.filter(part="strategy").exists()


def test_a_refused_plan_shows_what_was_typed(rangga, customer_a, sign_in):
    browser = sign_in(rangga)
    address = f"{url('meeting-create')}?customer=DINAS"
    data = fields(browser.get(address)) | {"kind": "service_review", "place": "Room 12"}

    response = browser.post(address, data)

    assert response.status_code == 422
    assert response.context["form"].errors["review_type"] == ["Say which type of review it is."]
    assert 'value="Room 12"' in response.content.decode()


def minutes_form(page) -> dict[str, str]:
    return {
        name: value
        for line in page.context["lines"]
        for name, value in (
            (f"minutes-{line.point.item.pk}", line.minutes),
            (f"note-{line.point.item.pk}", line.internal_note),
            (f"read-{line.point.item.pk}", line.read),
        )
    }


def test_minutes_are_written_on_the_page(meeting, rangga, sign_in):
    browser = sign_in(rangga)
    data = minutes_form(browser.get(meeting.get_absolute_url()))
    first = meeting.agenda.first()

    response = browser.post(
        meeting.get_absolute_url(), data | {f"minutes-{first.pk}": "**Agreed** at once."}
    )

    assert response.status_code == 302
    first.refresh_from_db()
    assert (first.minutes, first.changed_by) == ("**Agreed** at once.", rangga)


def test_a_second_writer_keeps_what_was_typed_and_reads_who_was_first(
    meeting, rangga, sari, sign_in
):
    address, first = meeting.get_absolute_url(), meeting.agenda.first()
    data = minutes_form(sign_in(sari).get(address))
    say(meeting, rangga, "Rangga was first.")

    refused = sign_in(sari).post(address, data | {f"minutes-{first.pk}": "Sari typed this."})

    page = refused.content.decode()
    assert refused.status_code == 409
    assert "Sari typed this." in page
    assert "Rangga was first." in page
    assert "Changed by Rangga Hubungan meanwhile." in page
    again = sign_in(sari).post(address, minutes_form(refused))
    first.refresh_from_db()
    assert (again.status_code, first.minutes) == (302, "Sari typed this.")


def test_a_text_that_is_too_long_comes_back(meeting, rangga, sign_in):
    browser, first = sign_in(rangga), meeting.agenda.first()
    data = minutes_form(browser.get(meeting.get_absolute_url()))

    response = browser.post(
        meeting.get_absolute_url(), data | {f"minutes-{first.pk}": "y" * 20_001}
    )

    assert response.status_code == 422
    assert "y" * 20_001 in response.content.decode()
    assert meeting.agenda.exclude(minutes="").count() == 0


def test_the_way_of_a_meeting(rangga, customer_a, sign_in):
    rina = make_contact(customer_a, "Rina")
    meeting = planned(rangga, customer_a, contacts=(rina,), planned_at=NOW - dt.timedelta(days=300))
    browser = sign_in(rangga)

    hold = url("meeting-hold", meeting.code)
    data = fields(browser.get(hold)) | {"outcome_rating": 4}
    assert browser.post(hold, data).url == meeting.get_absolute_url()
    say(meeting, rangga)
    browser.post(url("meeting-release", meeting.code))
    agreed = url("meeting-agreed", meeting.code)
    browser.post(agreed, {"by": "Rina", "how": "by e-mail", "agreed_on": "2026-10-01"})
    hours = url("meeting-hours", meeting.code)
    form = browser.get(hours).context["form"]
    data = {name: form[name].value() for name in form.fields} | {"discipline": "exploring"}
    browser.post(hours, data)

    meeting.refresh_from_db()
    assert (meeting.state, meeting.agreed_by, meeting.outcome_rating) == ("agreed", "Rina", 4)
    assert meeting.released_by == rangga
    assert list(meeting.hours.values_list("user", "spent_minutes", "discipline")) == [
        (rangga.pk, 60, "exploring")
    ]
    page = browser.get(meeting.get_absolute_url()).content.decode()
    assert "The minutes were agreed by Rina." in page
    assert "<textarea" not in page


def test_a_point_with_minutes_stays_on_the_agenda(meeting, rangga, sign_in):
    say(meeting, rangga)
    browser, address = sign_in(rangga), url("meeting-agenda", meeting.code)
    points = browser.get(address).context["points"]
    data = {
        f"{points.prefix}-{name}": points.management_form[name].value()
        for name in points.management_form.fields
    }
    for row in points.initial_forms:
        data |= {f"{row.prefix}-{name}": row[name].value() or "" for name in row.fields}
    data[f"{points.prefix}-0-DELETE"] = "on"

    refused = browser.post(address, data)

    assert refused.status_code == 422
    assert "has minutes" in refused.content.decode()
    data[f"{points.prefix}-0-DELETE"] = ""
    data[f"{points.prefix}-1-DELETE"] = "on"
    data[f"{points.prefix}-0-title"] = "First of all"
    assert browser.post(address, data).status_code == 302
    assert list(meeting.agenda.values_list("title", flat=True))[:2] == [
        "First of all",
        "Levels and trends",
    ]


def test_the_pack_holds_nothing_internal(rangga, customer_a, sign_in):
    before = released(rangga, customer_a, on=NOW - dt.timedelta(days=30))
    action_for(rangga, customer_a, interaction=before, what="Seen by all", at=before.held_at)
    action_for(
        rangga, customer_a, interaction=before, what="Ours", is_internal=True, at=before.held_at
    )
    meeting = planned(rangga, customer_a, internal_note="Mind the mood.")
    say(meeting, rangga, note="They may leave.")

    page = sign_in(rangga).get(url("meeting-pack", meeting.code)).content.decode()

    assert "Seen by all" in page
    assert "All said." in page
    assert [
        word for word in ("Ours", "Mind the mood", "They may leave", "Only for us") if word in page
    ] == []


def test_a_called_off_meeting_says_why(meeting, rangga, sign_in):
    cancel_meeting(interaction=meeting, because="The road is flooded", actor=rangga, at=NOW)
    page = sign_in(rangga).get(meeting.get_absolute_url()).content.decode()
    assert "The road is flooded" in page


def test_customer_page_tells_of_meetings(rangga, customer_a, sign_in):
    schedule_of(customer_a)
    held(rangga, customer_a)
    action_for(rangga, customer_a, what="Compare prices")

    page = sign_in(rangga).get(f"/customers/{customer_a.code}/meetings/").content.decode()

    assert "Meetings and actions" in page
    assert "Compare prices" in page
    assert "MT-0001" in page


def test_search_finds_meetings_actions_and_decisions(rangga, alia, customer_a, sign_in):
    meeting = released(rangga, customer_a)
    action_for(rangga, customer_a, interaction=meeting, what="Double the route")

    def found(user, words):
        page = sign_in(user).get("/search/", {"q": words})
        return [hit.url for group in page.context["groups"] for hit in group.hits]

    assert found(rangga, "MT-0001") == [meeting.get_absolute_url()]
    assert found(rangga, "double the") == ["/actions/AC-0001/"]
    assert found(alia, "MT-0001") == ["/my/meetings/MT-0001/"]
    assert found(alia, "double the") == ["/my/meetings/MT-0001/"]
