"""The registers of actions, decisions and hours, schedules and agendas, as pages."""

import csv
import datetime as dt
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from brm.models import (
    Action,
    AgendaTemplate,
    Decision,
    HoursEntry,
    Interaction,
    ReviewSchedule,
)
from tests.brm.meetings import (
    action_for,
    limited_manager,
    make_contact,
    planned,
    released,
    schedule_of,
)
from tests.cast import NOW

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"brm:{name}", args=args)


def listed(response):
    assert response.status_code == 200
    return [
        str(row.pk) if not hasattr(row, "code") else row.code for row in response.context["page"]
    ]


def count_queries(browser, address) -> int:
    browser.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(address).status_code == 200
    return len(queries)


def rows_of(response):
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def log(browser, customer, user, **fields):
    given = {
        "customer": customer.code,
        "user": str(user.public_id),
        "spent_on": "2026-01-20",
        "spent_minutes": 60,
        "discipline": "servicing",
        "focus": "process",
    } | fields
    return browser.post(url("hours-create"), given)


def test_register_shows_mine_and_what_is_overdue(rangga, sari, customer_a, customer_b, sign_in):
    rina = make_contact(customer_a, "Rina")
    mine = action_for(rangga, customer_a, due_on=dt.date(2099, 1, 1))
    late = action_for(rangga, customer_b, staff_owner=sari, due_on=dt.date(2026, 1, 1))
    theirs = action_for(rangga, customer_a, contact=rina, due_on=dt.date(2099, 1, 2))
    browser = sign_in(rangga)

    def codes(query=""):
        return listed(browser.get(f"{url('action-list')}?{query}"))

    assert codes() == [late.code, mine.code, theirs.code]
    assert codes("owner=me") == [mine.code]
    assert codes("due=overdue") == [late.code]
    assert codes("customer=KANTOR") == [late.code]
    assert codes("q=rina") == [theirs.code]


def test_registers_cost_the_same_for_one_and_for_three(rangga, customer_a, sign_in):
    browser = sign_in(rangga)

    def fill():
        action_for(rangga, customer_a, interaction=released(rangga, customer_a))
        Decision.objects.create(
            code=f"DE-{Decision.objects.count() + 1:04d}",
            customer=customer_a,
            what="Yes",
            decided_by="Rina",
            decided_on=NOW.date(),
            created_at=NOW,
        )
        log(browser, customer_a, rangga)

    fill()
    pages = [url(name) for name in ("action-list", "decision-list", "hours-list")]
    one = [count_queries(browser, page) for page in pages]
    fill()
    fill()

    assert [count_queries(browser, page) for page in pages] == one


def test_an_action_is_written_in_a_meeting_and_closed(rangga, customer_a, sign_in):
    meeting = planned(rangga, customer_a)
    browser = sign_in(rangga)
    address = f"{url('action-create')}?meeting={meeting.code}"
    data = {"customer": "DINAS", "what": "Ask", "due_on": "2026-12-09"}

    refused = browser.post(address, data)
    assert refused.status_code == 422
    assert refused.context["form"].errors["staff_owner"] == ["Say who does it."]
    done = browser.post(address, data | {"staff_owner": str(rangga.public_id)})
    assert done.url == meeting.get_absolute_url()
    action = Action.objects.get()
    close = url("action-close", action.code)
    assert browser.post(close, {"state": "dropped"}).status_code == 422
    assert browser.post(close, {"state": "dropped", "outcome": "Too dear"}).status_code == 302
    assert "Too dear" in browser.get(action.get_absolute_url()).content.decode()
    browser.post(url("action-reopen", action.code))
    action.refresh_from_db()
    assert action.state == "open"


def test_pages_of_an_action_know_who_may(rangga, oka, tirta, alia, customer_a, customer_b, sign_in):
    action = action_for(rangga, customer_a, staff_owner=oka)
    nadia = limited_manager(customer_b)
    pages = [url(name, action.code) for name in ("action", "action-edit", "action-close")]

    def statuses(user):
        return [sign_in(user).get(page).status_code for page in pages]

    assert statuses(rangga) == [200, 200, 200]
    assert statuses(oka) == [200, 403, 200]
    assert statuses(tirta) == [200, 403, 403]
    assert statuses(nadia) == [404, 404, 404]
    assert statuses(alia) == [403, 403, 403]


def test_a_decision_is_written_and_corrected(rangga, tirta, customer_a, sign_in):
    browser = sign_in(rangga)
    data = {
        "customer": "DINAS",
        "what": "Double the route",
        "decided_by": "Rina",
        "decided_on": "2026-01-12",
    }
    browser.post(url("decision-create"), data)
    edit = url("decision-edit", "DE-0001")

    assert sign_in(tirta).get(edit).status_code == 403
    assert browser.post(edit, data | {"decided_on": "2099-01-01"}).status_code == 422
    browser.post(edit, data | {"what": "Triple it"})

    (row,) = rows_of(browser.get(f"{url('decision-list')}?format=csv"))
    assert (row["Decision"], row["What was decided"], row["Decided by"]) == (
        "DE-0001",
        "Triple it",
        "Rina",
    )


def test_hours_show_where_the_time_went_as_the_filter_says(rangga, customer_a, customer_b, sign_in):
    browser = sign_in(rangga)
    log(browser, customer_a, rangga)
    log(browser, customer_a, rangga, spent_minutes=30, focus="relationship")
    log(browser, customer_b, rangga, discipline="shaping")

    page = browser.get(f"{url('hours-list')}?customer=DINAS")

    assert page.context["split"].minutes == 90
    assert "Where the time went" in page.content.decode()
    rows = rows_of(browser.get(f"{url('hours-list')}?customer=DINAS&format=csv"))
    assert sorted(row["Minutes"] for row in rows) == ["30", "60"]


def test_hours_are_corrected_and_taken_back(rangga, oka, tirta, customer_a, sign_in):
    browser = sign_in(rangga)
    log(browser, customer_a, rangga)
    entry = HoursEntry.objects.get()
    edit, remove = url("hours-edit", entry.pk), url("hours-remove", entry.pk)

    assert sign_in(oka).get(edit).status_code == 403
    assert sign_in(tirta).get(edit).status_code == 403
    form = browser.get(edit).context["form"]
    data = {name: form[name].value() for name in form.fields}
    assert browser.post(edit, data | {"spent_minutes": 0}).status_code == 422
    browser.post(edit, data | {"spent_minutes": 75})
    assert HoursEntry.objects.get().spent_minutes == 75
    assert browser.get(remove).status_code == 200
    assert browser.post(remove).status_code == 302
    assert HoursEntry.objects.count() == 0


def test_one_without_customers_logs_only_their_own_hours(rangga, oka, customer_a, sign_in):
    refused = log(sign_in(oka), customer_a, rangga)
    assert refused.status_code == 422
    assert log(sign_in(oka), customer_a, oka).status_code == 302


def test_a_schedule_is_set_plans_its_reviews_and_ends(rangga, tirta, customer_a, sign_in):
    browser = sign_in(rangga)
    create = url("schedule-create", "DINAS")
    data = {
        "kind": "service_review",
        "review_type": "quarterly",
        "every_months": 3,
        "first_on": "2020-01-31",
        "starts_at_time": "10:00",
        "duration_minutes": 90,
        "days_ahead": 200,
    }

    assert sign_in(tirta).get(create).status_code == 403
    assert browser.post(create, data | {"every_months": 0}).status_code == 422
    assert browser.post(create, data).url == customer_a.get_absolute_url()
    assert browser.post(create, data).status_code == 422
    schedule = ReviewSchedule.objects.get()
    assert Interaction.objects.filter(schedule=schedule).count() >= 2

    page = browser.get(url("reviews-due"))
    (due,) = page.context["rows"]
    assert (due.due_on, due.is_overdue) == (dt.date(2020, 1, 31), True)
    (row,) = rows_of(browser.get(f"{url('reviews-due')}?format=csv&due=overdue"))
    assert (row["Code"], row["Due on"]) == ("DINAS", "2020-01-31")

    end = url("schedule-end", schedule.pk)
    assert browser.post(end, {"because": ""}).status_code == 422
    browser.post(end, {"because": "They left"})
    assert browser.get(url("reviews-due")).context["rows"] == []


def test_schedules_of_others_are_not_there(customer_a, customer_b, sign_in):
    schedule = schedule_of(customer_a)
    nadia = limited_manager(customer_b)
    assert sign_in(nadia).get(schedule.get_absolute_url()).status_code == 404


def test_an_agenda_is_changed_copied_and_proposed_alone(rangga, sign_in):
    browser = sign_in(rangga)
    assert browser.post(url("agenda-copy", "CALL")).url == url("agenda-edit", "CALL-2")
    address = url("agenda-edit", "CALL-2")
    page = browser.get(address)
    form, items = page.context["form"], page.context["items"]
    data = {name: form[name].value() or "" for name in form.fields} | {"is_default": "on"}
    data |= {
        f"{items.prefix}-{name}": items.management_form[name].value()
        for name in items.management_form.fields
    }
    for row in items.initial_forms:
        data |= {f"{row.prefix}-{name}": row[name].value() or "" for name in row.fields}
    last = items.extra_forms[0].prefix
    data |= {f"{last}-position": 9, f"{last}-name": "Prices", f"{last}-part": "levels"}

    assert browser.post(address, data).status_code == 302

    proposed = AgendaTemplate.objects.get(kind="call", is_default=True)
    assert (proposed.code, list(proposed.items.values_list("part", flat=True))) == (
        "CALL-2",
        ["actions", "", "levels"],
    )
    refused = browser.post(address, data | {"is_retired": "on"})
    assert refused.status_code == 422


def test_a_review_agenda_needs_a_type(rangga, sign_in):
    page = sign_in(rangga).post(
        url("agenda-create"),
        {
            "code": "X",
            "kind": "service_review",
            "name": "X",
            "items-TOTAL_FORMS": 0,
            "items-INITIAL_FORMS": 0,
        },
    )
    assert page.context["form"].errors["review_type"] == [
        "Reviews have a type, other meetings have none."
    ]
