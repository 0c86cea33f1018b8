"""Work items on pages: who may, what is due, the story of one, and the forms."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from slm.engine.metrics import Metric
from slm.models import WorkItem
from tests.cast import NOW
from tests.slm.work_items import ALWAYS, HOUR, OFFICE, make_desk, make_hours

LIST = reverse("slm:work-item-list")
NEW = reverse("slm:work-item-create")


@pytest.fixture
def desk(db, time_machine):
    time_machine.move_to(NOW, tick=False)
    return make_desk()


@pytest.fixture
def browser(sign_in, sari, desk):
    sari.zone = "Asia/Jakarta"
    sari.save()
    return sign_in(sari)


def promise(desk, code="ALWAYS", weekly=ALWAYS, within=4 * 3600, **more):
    return desk.watch(
        make_hours(code, weekly),
        Metric.RESOLVED,
        within=within,
        at=NOW,
        start=NOW - dt.timedelta(days=20),
        end=NOW + dt.timedelta(days=5),
        **more,
    )


def since(desk, hours):
    """Hours before now as the desk's tickets count them."""
    return (NOW - hours * HOUR - desk.ticket("", 0).opened_at) / HOUR


def told(desk, reference, hours, **said):
    for name in ("responded", "resolved"):
        if name in said:
            said[name] = since(desk, said[name])
    said["pauses"] = tuple(
        (since(desk, a), None if b is None else since(desk, b)) for a, b in said.get("pauses", ())
    )
    (item,) = desk.take(desk.ticket(reference, since(desk, hours), **said), at=NOW).items
    return item


def text_of(answer):
    return " ".join(answer.content.decode().replace("\xa0", " ").split())


def test_the_list_shows_what_is_due_next_and_each_state(browser, desk):
    promise(desk)
    told(desk, "SECOND", 1)
    told(desk, "FIRST", 2)
    told(desk, "LATE", 9, title="Mail is down")
    told(desk, "HELD", 3, pauses=((1, None),))
    told(desk, "DONE", 9, resolved=8)
    answer = browser.get(LIST)
    assert [item.external_id for item, _clock in answer.context["due"]] == ["FIRST", "SECOND"]
    states = {row.external_id: row.state_key for row in answer.context["page"]}
    assert states == {
        "SECOND": "running",
        "FIRST": "running",
        "LATE": "overdue",
        "HELD": "paused",
        "DONE": "done",
    }
    page = text_of(answer)
    assert "a pause stops the clock" in page
    assert "Mail is down" in page
    late = browser.get(f"{LIST}?state=late")
    assert [row.external_id for row in late.context["page"]] == ["LATE"]


def test_the_list_is_filtered_sorted_and_exported(browser, desk):
    told(desk, "A", 3, priority="P1", title="=SUM(A1)")
    told(desk, "B", 2, priority="P2")
    told(desk, "C", 1, priority="p1")
    rows = browser.get(f"{LIST}?priority=P1&sort=opened").context["page"]
    assert [row.external_id for row in rows] == ["A", "C"]
    rows = browser.get(f"{LIST}?q=sum&service=DESK").context["page"]
    assert [row.external_id for row in rows] == ["A"]
    exported = b"".join(browser.get(f"{LIST}?format=csv&q=A")).decode("utf-8-sig").splitlines()
    assert exported[1].startswith("A,Service desk DESK,DESK,,P1,'=SUM(A1),")


def test_an_empty_list_says_how_items_come(browser, sign_in, tirta):
    assert "Import a file" in text_of(browser.get(LIST))
    assert "No work item yet" in text_of(sign_in(tirta).get(LIST))


def test_one_item_shows_its_clocks_in_service_hours(browser, desk):
    promise(desk, "OFFICE", OFFICE)
    # Yesterday 15:41 in Jakarta: 19 minutes until closing time, then from 08:00 on, now 09:41.
    item = told(desk, "T/1", 18, title="Printer", pauses=((1, 0.5),))
    answer = browser.get(item.get_absolute_url())
    (clock,) = answer.context["item"].clocks
    used = 19 * 60 + 101 * 60 - 30 * 60
    assert (clock.used_seconds, clock.paused_seconds) == (used, 1_800)
    assert clock.due_at == NOW + (4 * 3600 - used) * dt.timedelta(seconds=1)
    page = text_of(answer)
    assert "resolved within 4 h 00 min" in page
    assert "2 h 30 min" in page
    assert [line.what for line in answer.context["story"]] == [
        "Opened",
        "Paused: no clock runs",
        "Goes on",
        "Deadline: resolved within 4\xa0h\xa000\xa0min",
    ]


def test_a_late_item_says_by_how_much_and_a_paused_one_why_no_deadline(browser, desk):
    promise(desk)
    late = told(desk, "LATE", 6)
    assert "2 h 00 min over" in text_of(browser.get(late.get_absolute_url()))
    held = told(desk, "HELD", 3, pauses=((1, None),))
    page = text_of(browser.get(held.get_absolute_url()))
    assert "A pause stops the clock." in page
    assert "none while it is paused" in page


def test_outside_service_hours_the_clock_stands(browser, desk, time_machine):
    promise(desk, "OFFICE", OFFICE)
    item = told(desk, "T1", 1)
    time_machine.move_to(NOW + 8 * HOUR, tick=False)
    (clock,) = browser.get(item.get_absolute_url()).context["item"].clocks
    assert (clock.state, clock.is_closed_now) == ("overdue", False)
    early = told(desk, "T2", 0.1)
    time_machine.move_to(NOW - 2 * HOUR + dt.timedelta(days=1), tick=False)
    assert "outside service hours the clock stands" not in text_of(
        browser.get(early.get_absolute_url())
    )


def test_an_item_that_no_promise_counts_says_so(browser, desk):
    promise(desk, priority="P1")
    item = told(desk, "T1", 3, priority="P3")
    assert "No promise counts it" in text_of(browser.get(item.get_absolute_url()))


def form_of(desk, **more):
    return {
        "indicator": str(desk.indicator.public_id),
        "priority": "P1",
        "title": "Printer",
        "opened_at": "2026-11-25T08:00:00",
        "responded_at": "",
        "resolved_at": "",
        "pauses-TOTAL_FORMS": "2",
        "pauses-INITIAL_FORMS": "0",
        "pauses-0-start_at": "",
        "pauses-0-end_at": "",
        "pauses-1-start_at": "",
        "pauses-1-end_at": "",
        **more,
    }


def test_an_item_is_recorded_by_hand_with_its_pauses(browser, desk):
    assert "Asia/Jakarta" in text_of(browser.get(NEW)) or "WIB" in text_of(browser.get(NEW))
    answer = browser.post(
        NEW,
        form_of(
            desk,
            **{
                "pauses-0-start_at": "2026-11-25T08:30:00",
                "pauses-0-end_at": "2026-11-25T09:00:00",
            },
        ),
    )
    item = WorkItem.objects.get()
    assert answer.url == item.get_absolute_url()
    assert (item.external_id, item.source.code) == ("W-0001", "MANUAL")
    assert item.opened_at.isoformat() == "2026-11-25T01:00:00+00:00"
    assert [end - start for start, end in item.pauses] == [1_800]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"opened_at": "2026-11-26T08:00:00"}, "opened_at"),
        ({"opened_at": ""}, "opened_at"),
        ({"resolved_at": "2026-11-25T07:00:00"}, "resolved_at"),
        ({"pauses-0-end_at": "2026-11-25T08:30:00"}, "__all__"),
        (
            {"pauses-0-start_at": "2026-11-25T09:00:00", "pauses-0-end_at": "2026-11-25T08:30:00"},
            "__all__",
        ),
    ],
)
def test_a_mistake_is_said_at_its_field_and_what_was_typed_stays(browser, desk, wrong, field):
    answer = browser.post(NEW, form_of(desk, **wrong))
    assert answer.status_code == 200
    assert field in answer.context["form"].errors
    assert not WorkItem.objects.exists()
    assert 'value="Printer"' in answer.content.decode()


def test_an_item_is_changed_with_its_reason(browser, desk):
    item = told(desk, "T1", 3, pauses=((2, 1),), paused_seconds=60)
    url = reverse("slm:work-item-change", args=[desk.source.code, "T1"])
    shown = browser.get(url).context["pauses"]
    assert shown.initial_form_count() == 1
    data = form_of(
        desk,
        change_reason="Solved by phone",
        resolved_at="2026-11-25T09:00:00",
        **{"pauses-TOTAL_FORMS": "3", "pauses-INITIAL_FORMS": "1"},
    )
    data |= {"pauses-2-start_at": "", "pauses-2-end_at": ""}
    assert browser.post(url, data | {"change_reason": ""}).status_code == 200
    assert browser.post(url, data).url == item.get_absolute_url()
    item.refresh_from_db()
    assert (item.version_number, item.pauses, item.paused_seconds) == (2, [], 60)
    assert "Solved by phone" in text_of(browser.get(item.get_absolute_url()))


def test_an_item_is_withdrawn_with_its_reason(browser, desk):
    item = told(desk, "T1", 3)
    url = reverse("slm:work-item-withdraw", args=[desk.source.code, "T1"])
    assert "It no longer counts" in text_of(browser.get(url))
    assert browser.post(url, {"change_reason": "A test"}).url == item.get_absolute_url()
    assert WorkItem.objects.get().is_void
    assert browser.get(url).status_code == 302
    assert "It is withdrawn and counts for nothing." in text_of(
        browser.get(item.get_absolute_url())
    )


def test_the_page_of_the_indicator_shows_numbers_and_how_to_tell(browser, desk, sign_in, tirta):
    url = desk.indicator.get_absolute_url()
    assert "No work item yet" in text_of(browser.get(url))
    promise(desk)
    told(desk, "LATE", 9)
    told(desk, "DUE", 1)
    told(desk, "DONE", 9, resolved=8)
    answer = browser.get(url)
    context = answer.context
    assert (context["open_count"], context["late_count"]) == (2, 1)
    assert (context["opened_count"], context["resolved_count"]) == (3, 1)
    assert "How a tool sends them" in text_of(answer)
    assert "How a tool sends them" not in text_of(sign_in(tirta).get(url))


def test_who_may_look_and_who_may_change(desk, sign_in, request, client):
    item = told(desk, "T1", 3)
    looking = [LIST, item.get_absolute_url()]
    code = desk.source.code
    changing = [
        NEW,
        reverse("slm:work-item-change", args=[code, "T1"]),
        reverse("slm:work-item-withdraw", args=[code, "T1"]),
    ]
    for url in looking + changing:
        assert client.get(url).status_code == 302
    expected = {
        "sari": (200, 200),
        "oka": (200, 200),
        "rangga": (200, 403),
        "tirta": (200, 403),
        "alia": (403, 403),
        "zaki": (403, 403),
    }
    for name, (look, change) in expected.items():
        browser = sign_in(request.getfixturevalue(name))
        assert {browser.get(url).status_code for url in looking} == {look}, name
        assert {browser.get(url).status_code for url in changing} == {change}, name
        assert {browser.post(url).status_code for url in changing} <= {200, change}, name
    assert WorkItem.objects.count() == 1
    assert (
        sign_in(request.getfixturevalue("sari"))
        .get(reverse("slm:work-item", args=[code, "T2"]))
        .status_code
        == 404
    )


def test_three_items_cost_as_many_queries_as_one(browser, desk):
    promise(desk)

    def cost(url):
        browser.get(url)
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(url).status_code == 200
        return len(queries)

    item = told(desk, "T1", 3, pauses=((2, 1),))
    pages = [LIST, desk.indicator.get_absolute_url(), item.get_absolute_url()]
    one = [cost(url) for url in pages]
    told(desk, "T2", 2)
    told(desk, "T3", 1)
    desk.take(desk.ticket("T1", 1), desk.ticket("T1", 2), at=NOW)
    assert [cost(url) for url in pages] == one
