"""The register of feedback, its page and forms: who may, what it says, what it costs."""

import csv
import io

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Role
from brm.models import CustomerWord, Deputy, DueTime, EscalationLadder, Feedback
from brm.operations.change_feedback import note_on_feedback
from brm.operations.escalate import escalate_due
from slm.models import Service
from tests.brm.factories import grant
from tests.brm.feedback import DAY, make_ladder, resolved, tell
from tests.cast import NOW, make_user

LIST = reverse("brm:feedback-list")
CAST = ["ayu", "sari", "rangga", "oka", "tirta", "alia", "bram", "zaki"]
PROVIDER = {"ayu", "sari", "rangga", "oka", "tirta"}
HANDLERS = {"ayu", "sari", "rangga"}


@pytest.fixture(autouse=True)
def _now(time_machine, customer_a, rangga):
    time_machine.move_to(NOW, tick=False)
    customer_a.manager = rangga
    customer_a.save()


@pytest.fixture
def complaint(customer_a, rangga):
    return tell(customer_a, rangga)


def step(feedback, name) -> str:
    return reverse("brm:feedback-step", args=[feedback.code, name])


@pytest.mark.parametrize(
    ("name", "allowed"),
    [
        ("feedback-list", PROVIDER),
        ("feedback-report", PROVIDER),
        ("feedback-rules", PROVIDER),
        ("feedback-create", HANDLERS),
        ("feedback-import", HANDLERS),
        ("ladder", {"ayu", "rangga"}),
        ("deputy", {"ayu", "rangga"}),
    ],
)
def test_page_opens_for_these_people_only(name, allowed, request, sign_in):
    people = {who: request.getfixturevalue(who) for who in CAST}
    url = reverse(f"brm:{name}")

    answers = {who: sign_in(user).get(url).status_code for who, user in people.items()}

    assert answers == {who: 200 if who in allowed else 403 for who in CAST}
    assert Client().get(url).status_code == 302


def test_detail_is_for_who_sees_the_customer(complaint, request, sign_in):
    answers = {
        who: sign_in(request.getfixturevalue(who)).get(complaint.get_absolute_url()).status_code
        for who in CAST
    }

    # The customer's own people are led to their pages, where a stranger's is not found.
    assert answers == dict.fromkeys(PROVIDER, 200) | {"alia": 302, "bram": 302, "zaki": 403}
    beside = make_user("Nadia Wilayah")
    grant(beside, request.getfixturevalue("customer_b"), Role.RELATIONSHIP_MANAGER)
    assert sign_in(beside).get(complaint.get_absolute_url()).status_code == 404


@pytest.mark.parametrize(
    "name", ["acknowledge", "change", "assign", "note", "judge", "word", "escalate", "compensate"]
)
def test_steps_are_for_who_handles_it(complaint, name, request, sign_in):
    people = {who: request.getfixturevalue(who) for who in CAST}

    answers = {
        who: sign_in(user).get(step(complaint, name)).status_code for who, user in people.items()
    }

    assert answers == {who: 200 if who in HANDLERS else 403 for who in CAST}


def test_register_narrows_by_chip_and_filter(customer_a, customer_b, rangga, sign_in):
    make_ladder(rangga)
    old = tell(customer_a, rangga, at=NOW.replace(day=1))
    waiting = resolved(customer_a, rangga)
    thanks = tell(customer_b, rangga, kind="compliment", severity="low")
    escalate_due(at=NOW)
    browser = sign_in(rangga)

    def codes(query):
        return [row.code for row in browser.get(f"{LIST}?{query}").context["page"]]

    assert codes("standing=open&sort=code") == [old.code, thanks.code]
    assert codes("standing=waiting") == [waiting.code]
    assert codes("standing=escalated") == [old.code]
    assert codes("standing=overdue") == [old.code]
    assert codes("kind=compliment") == [thanks.code]
    assert codes("customer=dinas&sort=-received") == [waiting.code, old.code]
    assert codes("sort=-severity")[-1] == thanks.code
    assert codes("q=printer+fb-0001") == [old.code]


def test_register_is_exported(complaint, rangga, sign_in):
    response = sign_in(rangga).get(f"{LIST}?format=csv")

    text = b"".join(response.streaming_content).decode("utf-8-sig")
    [row] = csv.DictReader(io.StringIO(text))
    assert (row["Feedback"], row["Customer"], row["What was said"]) == (
        complaint.code,
        "Dinas Contoh",
        "It took an hour.",
    )
    assert sign_in(rangga).get(f"{LIST}?format=xlsx").getvalue().startswith(b"PK")


@pytest.mark.parametrize("page", [LIST, reverse("brm:feedback-report")])
def test_lists_cost_the_same_for_one_and_for_three(complaint, customer_a, rangga, sign_in, page):
    browser = sign_in(rangga)

    def cost():
        browser.get(page)
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(page).status_code == 200
        return len(queries)

    one = cost()
    make_ladder(rangga)
    for _ in range(2):
        tell(customer_a, rangga, at=NOW.replace(day=2))
    escalate_due(at=NOW)

    assert cost() == one


def test_detail_shows_what_lies_ahead_with_its_instant(complaint, rangga, sign_in):
    make_ladder(rangga)

    page = sign_in(rangga).get(complaint.get_absolute_url())

    assert [(row.level.number, row.due_at - NOW) for row in page.context["ahead"]] == [
        (1, page.context["ahead"][0].due_at - NOW),
        (2, page.context["ahead"][1].due_at - NOW),
    ]
    assert [row.due_at for row in page.context["ahead"]] == [
        NOW.replace(hour=3),
        NOW.replace(day=26),
    ]


def test_feedback_is_written_down_by_form(customer_a, rangga, sign_in):
    Service.objects.create(code="PRN", name="Printing", kind="business")
    wish = {
        "kind": "complaint",
        "customer": "DINAS",
        "service": "PRN",
        "severity": "high",
        "title": "Paper is out",
        "text": "Since Monday.",
        "told_by": "Ibu Wening",
        "channel": "phone",
    }
    browser = sign_in(rangga)

    refused = browser.post(reverse("brm:feedback-create"), wish | {"told_by": ""})
    assert refused.status_code == 422
    assert refused.context["form"].errors["told_by"] == ["Say who told it."]
    assert "Since Monday." in refused.content.decode()

    answer = browser.post(reverse("brm:feedback-create"), wish)
    record = Feedback.objects.get()
    assert (answer.status_code, answer.url) == (302, record.get_absolute_url())
    assert (record.service.code, record.received_at) == ("PRN", NOW)


def test_whole_way_by_forms(complaint, sari, sign_in):
    browser = sign_in(sari)
    for name, said in [
        ("acknowledge", {"words": "Thank you."}),
        ("investigate", {}),
        ("compensate", {"words": "A week free", "amount": "1000", "currency": "IDR"}),
        ("judge", {"is_accepted": "yes", "reason": "Ours"}),
        ("note", {"text": "Ring him"}),
        ("resolve", {"resolution": "Repaired."}),
        (
            "word",
            {
                "said": "yes",
                "by_name": "Alia",
                "how": "email",
                "said_at": "2026-11-25T02:41:00",
                "evidence": "E-mail",
                "takes_compensation": "yes",
            },
        ),
    ]:
        answer = browser.post(step(complaint, name), said)
        assert answer.status_code == 302, (name, answer.context["form"].errors)

    complaint.refresh_from_db()
    assert (complaint.state, complaint.is_accepted, complaint.compensation_taken) == (
        "closed",
        True,
        True,
    )
    page = browser.get(complaint.get_absolute_url()).content.decode()
    assert "Ring him" in page


def test_step_that_somebody_else_took_leads_back(complaint, rangga, sign_in):
    browser = sign_in(rangga)
    browser.post(step(complaint, "acknowledge"), {})

    assert browser.post(step(complaint, "acknowledge"), {}).url == complaint.get_absolute_url()
    assert browser.get(step(complaint, "nonsense")).status_code == 404


def test_compliment_has_no_steps_of_complaints(customer_a, rangga, sign_in):
    thanks = tell(customer_a, rangga, kind="compliment")

    assert sign_in(rangga).get(step(thanks, "word")).status_code == 404


def ladder_form(**changed):
    return {
        "hours": "",
        "after_1": "4",
        "whom_1": "manager",
        "stop_1": "acknowledged",
        "after_2": "24",
        "whom_2": "role:auditor",
        "stop_2": "resolved",
    } | changed


def test_ladder_is_written_by_form(rangga, sign_in):
    browser = sign_in(rangga)
    refused = browser.post(reverse("brm:ladder"), ladder_form(after_2="2"))
    assert refused.status_code == 422
    assert list(refused.context["form"].errors) == ["after_2"]

    assert browser.post(reverse("brm:ladder"), ladder_form()).status_code == 302

    levels = EscalationLadder.objects.get(customer=None).levels.values_list(
        "number", "after_seconds"
    )
    assert list(levels) == [(1, 4 * 3600), (2, DAY)]
    page = browser.get(reverse("brm:feedback-rules")).content.decode()
    assert "Auditor" in page
    form = browser.get(reverse("brm:ladder")).context["form"]
    assert [form[f"whom_{number}"].value() for number in (1, 2)] == ["manager", "role:auditor"]


def test_ladder_tells_a_named_person(rangga, oka, sign_in):
    wish = ladder_form(whom_1=f"person:{oka.pk}")

    assert sign_in(rangga).post(reverse("brm:ladder"), wish).status_code == 302

    assert EscalationLadder.objects.get().levels.first().person == oka


def test_customers_ladder_is_for_its_manager(customer_a, customer_b, rangga, sign_in):
    manager = make_user("Nadia Wilayah")
    grant(manager, customer_a, Role.RELATIONSHIP_MANAGER)
    browser = sign_in(manager)
    own = reverse("brm:ladder-of", args=["DINAS"])

    assert browser.post(own, ladder_form()).status_code == 302
    assert browser.get(reverse("brm:ladder-of", args=["KANTOR"])).status_code == 404
    assert browser.get(reverse("brm:ladder")).status_code == 403
    assert browser.post(reverse("brm:ladder-remove", args=["DINAS"])).status_code == 302
    assert not EscalationLadder.objects.exists()


def test_due_times_and_deputies_by_form(rangga, sari, sign_in):
    browser = sign_in(rangga)
    due = reverse("brm:due-time", args=["high"])

    assert browser.post(due, {"acknowledge": "5", "resolve": "2"}).status_code == 422
    assert browser.post(due, {"acknowledge": "1.5", "resolve": "20"}).status_code == 302
    assert DueTime.objects.get().acknowledge_seconds == 5_400
    deputy = {"manager": rangga.pk, "deputy": sari.pk}
    assert browser.post(reverse("brm:deputy"), deputy).status_code == 302
    assert Deputy.objects.get().deputy == sari
    assert sign_in(sari).get(due).status_code == 403


def test_panels_of_customer_and_service(complaint, customer_a, rangga, sign_in):
    service = Service.objects.create(code="PRN", name="Printing", kind="business")
    Feedback.objects.update(service=service)
    browser = sign_in(rangga)

    for url in (f"/customers/{customer_a.code}/voice/", service.get_absolute_url()):
        assert complaint.get_absolute_url() in browser.get(url).content.decode()


@pytest.mark.parametrize("who", ["rangga", "alia"])
def test_search_leads_each_to_own_pages(complaint, who, request, sign_in):
    page = sign_in(request.getfixturevalue(who)).get("/search/?q=printer").content.decode()

    url = complaint.get_absolute_url()
    assert (f'href="{url}"' in page, f'href="/my{url}"' in page) == (who == "rangga", who == "alia")


def test_report_counts_and_explains(customer_a, rangga, alia, sign_in):
    tell(customer_a, rangga, at=NOW.replace(month=10, day=3))
    resolved(customer_a, rangga)
    tell(customer_a, rangga, kind="compliment")
    browser = sign_in(rangga)
    url = reverse("brm:feedback-report") + "?from_on=2026-10-01&to_on=2026-11-30"

    report = browser.get(url).context["report"]

    assert [(line.label, line.complaints, line.compliments) for line in report.lines] == [
        ("2026-10", 1, 0),
        ("2026-11", 1, 1),
    ]
    assert (report.whole.acknowledge_seconds, report.whole.resolved) == (0, 1)
    assert report.lines[0].resolve_seconds is None
    text = b"".join(browser.get(f"{url}&format=csv").streaming_content).decode("utf-8-sig")
    assert [row.split(",")[1] for row in text.splitlines()[1:]] == ["1", "1", "2", "0"]
    assert browser.get(f"{url}&format=xlsx").getvalue().startswith(b"PK")
    assert browser.get(reverse("brm:feedback-report") + "?from_on=2026-10-01").status_code == 422
    assert browser.get(f"{url}&customer=NOBODY").status_code == 404


# The customer's own pages ----------------------------------------------------------------------


def test_customer_complains_follows_and_rejects(customer_a, alia, rangga, sign_in):
    browser = sign_in(alia)
    sent = browser.post(
        reverse("brm:my-feedback-create"),
        {
            "kind": "complaint",
            "customer": "DINAS",
            "title": "Queue stands",
            "text": "An hour now.",
            "severity": "high",
        },
    )
    assert sent.status_code == 302
    record = Feedback.objects.get()
    assert (record.reporter, record.channel) == (alia, "portal")
    staff = sign_in(rangga)
    staff.post(step(record, "acknowledge"), {})
    staff.post(step(record, "resolve"), {"resolution": "It moves."})
    own = reverse("brm:my-feedback", args=[record.code])
    assert "It moves." in browser.get(own).content.decode()

    assert browser.post(f"{own}reject/", {"words": ""}).status_code == 422
    assert browser.post(f"{own}reject/", {"words": "It does not."}).status_code == 302
    record.refresh_from_db()
    assert (record.state, record.episode) == ("reopened", 2)
    assert browser.post(f"{own}withdraw/", {}).status_code == 302
    assert CustomerWord.objects.count() == 2


@pytest.mark.parametrize("name", ["my-feedback", "my-accept", "my-reject", "my-withdraw"])
def test_own_pages_are_for_own_people(customer_a, rangga, request, sign_in, name):
    record = resolved(customer_a, rangga)
    url = reverse(f"brm:{name}", args=[record.code])

    answers = {who: sign_in(request.getfixturevalue(who)).get(url).status_code for who in CAST}

    assert answers == dict.fromkeys(PROVIDER | {"zaki"}, 403) | {"alia": 200, "bram": 404}


def test_home_of_a_customer_shows_what_waits(customer_a, rangga, alia, sign_in):
    record = resolved(customer_a, rangga)

    page = sign_in(alia).get("/my/").content.decode()

    assert reverse("brm:my-feedback", args=[record.code]) in page
    assert reverse("brm:my-feedback-create") in page


MARKER = "ZZQINTERNAL"
WORDS = ("note", "reason", "hand", "again")


def test_what_is_internal_is_shown_to_no_customer(customer_a, rangga, alia, sign_in):
    """Through every door a customer has: pages, lists, search, notices, mail."""
    make_ladder(rangga)
    record = tell(customer_a, rangga, at=NOW.replace(day=2))
    escalate_due(at=NOW)
    staff = sign_in(rangga)
    for name, said in [
        ("note", {"text": f"{MARKER} note"}),
        ("judge", {"is_accepted": "no", "reason": f"{MARKER} reason"}),
        ("escalate", {"reason": f"{MARKER} hand"}),
        ("acknowledge", {"words": ""}),
        ("resolve", {"resolution": "Done."}),
    ]:
        staff.post(step(record, name), said)
    note_on_feedback(feedback=record, text=f"{MARKER} again", actor=rangga, at=NOW)
    assert MARKER in staff.get(record.get_absolute_url()).content.decode()

    browser = sign_in(alia)
    own = reverse("brm:my-feedback", args=[record.code])
    for url in (
        own,
        f"{own}accept/",
        f"{own}reject/",
        reverse("brm:my-feedback-list"),
        "/my/",
        f"/search/?q={MARKER}",
        "/search/?q=printer",
        reverse("notices:inbox"),
    ):
        page = browser.get(url)
        assert page.status_code == 200, url
        shown = page.content.decode()
        # The search page repeats what was searched for: the word after the marker tells.
        assert [word for word in WORDS if f"{MARKER} {word}" in shown] == [], url
        assert "Escalated to level" not in shown
    for url in (f"{LIST}?format=csv", reverse("brm:feedback-report") + "?format=csv"):
        assert browser.get(url).status_code == 403
