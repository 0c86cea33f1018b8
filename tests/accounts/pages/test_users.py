"""The list of users and the page of one."""

import csv
import io

import pytest
from allauth.usersessions.models import UserSession
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Role
from accounts.operations.assign_role import assign_role
from tests.accounts.factories import make_invited, make_token
from tests.cast import NOW, make_user

LIST = "/settings/users/"


def page_of(user) -> str:
    return reverse("accounts:user", args=[user.public_id])


def names(response) -> list[str]:
    return [row.name for row in response.context["page"]]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["Ayu Administrator", "Gita Pergi", "Mira Baru", "Sari Tingkat", "Zaki Asing"]),
        ("?q=sari+example", ["Sari Tingkat"]),
        ("?role=administrator", ["Ayu Administrator"]),
        ("?role=none", ["Gita Pergi", "Mira Baru", "Zaki Asing"]),
        ("?standing=invited", ["Mira Baru"]),
        ("?standing=deactivated", ["Gita Pergi"]),
        ("?standing=active&sort=-name", ["Zaki Asing", "Sari Tingkat", "Ayu Administrator"]),
    ],
)
def test_list_filters_and_sorts(ayu, sari, zaki, sign_in, query, expected):
    make_invited(ayu)
    make_user("Gita Pergi", is_active=False)

    assert names(sign_in(ayu).get(LIST + query)) == expected


def test_list_shows_all_roles_when_filtered_by_one(ayu, sari, sign_in):
    assign_role(user=sari, role=Role.AUDITOR, actor=ayu, at=NOW)

    (row,) = sign_in(ayu).get(f"{LIST}?role=auditor").context["page"]

    assert row.role_text == "Auditor, Service level manager"


def test_list_exports_what_is_shown(ayu, sari, sign_in):
    response = sign_in(ayu).get(f"{LIST}?q=sari&format=csv")

    text = b"".join(response.streaming_content).decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text))
    assert (row["Name"], row["E-mail"], row["State"], row["Roles"]) == (
        "Sari Tingkat",
        "sari@example.org",
        "Active",
        "Service level manager",
    )


def test_list_offers_the_invitation_to_administrators_only(ayu, tirta, sign_in):
    link = f'href="{reverse("accounts:user-invite")}"'

    assert link in sign_in(ayu).get(LIST).content.decode()
    assert link not in sign_in(tirta).get(LIST).content.decode()


def count_queries(browser, url) -> int:
    browser.get(url)
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(url).status_code == 200
    return len(queries)


def test_list_costs_the_same_for_one_and_for_many(ayu, sign_in):
    browser = sign_in(ayu)
    one = count_queries(browser, LIST)
    for number in range(4):
        make_user(f"Member{number} Tambahan", Role.AUDITOR, Role.SERVICE_OWNER)

    assert count_queries(browser, LIST) == one < 25


def test_page_costs_the_same_for_little_and_for_much(ayu, sari, customer_a, customer_b, sign_in):
    from tests.brm.factories import grant

    browser = sign_in(ayu)
    make_token(sari)
    grant(sari, customer_a)
    sign_in(sari).get("/profile/")
    # From the first change by somebody on, their name is looked up.
    assign_role(user=sari, role=Role.RELATIONSHIP_MANAGER, actor=ayu, at=NOW)
    little = count_queries(browser, page_of(sari))
    for role in (Role.AUDITOR, Role.SERVICE_OWNER):
        assign_role(user=sari, role=role, actor=ayu, at=NOW)
        make_token(sari)
        sign_in(sari).get("/profile/")
    grant(sari, customer_b)

    assert count_queries(browser, page_of(sari)) == little < 25


def test_page_tells_roles_grants_sessions_and_tokens(ayu, sari, customer_a, sign_in):
    from tests.brm.factories import grant

    grant(sari, customer_a)
    token, key = make_token(sari)
    sign_in(sari).get("/profile/", headers={"User-Agent": "Probe browser"})

    text = sign_in(ayu).get(page_of(sari)).content.decode()

    for words in ("Service level manager", "Dinas Contoh", "Probe browser", f"{token.prefix}…"):
        assert words in text
    assert key not in text


def test_page_lets_an_auditor_look_and_not_touch(tirta, sari, sign_in):
    make_token(sari)

    text = sign_in(tirta).get(page_of(sari)).content.decode()

    assert "Service level manager" in text
    for name in ("user-roles", "user-deactivate", "user-sign-out"):
        assert reverse(f"accounts:{name}", args=[sari.public_id]) not in text
    assert "/revoke/" not in text


def test_page_tells_changes_with_who_and_request(ayu, sari, sign_in):
    browser = sign_in(ayu)
    browser.post(
        reverse("accounts:user-roles", args=[sari.public_id]),
        {"roles": ["service_level_manager", "auditor"]},
        headers={"X-Request-ID": "req-12345678"},
    )

    changes = browser.get(page_of(sari)).context["changes"]
    (change,) = [change for change in changes if change.request_id == "req-12345678"]
    assert (change.kind, str(change.record), change.subject) == ("made", "role", "Auditor")
    assert (change.who, str(change.door)) == ("Ayu Administrator", "page")


def test_roles_refuse_the_last_administrator_at_the_field(ayu, sign_in):
    response = sign_in(ayu).post(
        reverse("accounts:user-roles", args=[ayu.public_id]), {"roles": ["auditor"]}
    )

    assert set(response.context["form"].errors) == {"roles"}
    assert ayu.role_assignments.get().role == Role.ADMINISTRATOR


def test_deactivate_asks_and_tells_what_will_happen(ayu, sari, sign_in):
    make_token(sari)
    url = reverse("accounts:user-deactivate", args=[sari.public_id])
    browser = sign_in(ayu)

    asked = browser.get(url).content.decode()
    assert "Sari Tingkat is signed out everywhere at once" in asked
    assert "1 API token stops working." in asked

    done = browser.post(url, follow=True)
    assert "Sari Tingkat was deactivated." in done.content.decode()
    assert done.context["subject"].standing == "deactivated"


def test_deactivate_says_why_not(ayu, sign_in):
    url = reverse("accounts:user-deactivate", args=[ayu.public_id])

    done = sign_in(ayu).post(url, follow=True)

    assert "You cannot deactivate yourself." in done.content.decode()


def test_sign_out_ends_the_sessions_of_another(ayu, sari, sign_in):
    there, here = sign_in(sari), sign_in(ayu)
    there.get("/profile/")

    here.post(reverse("accounts:user-sign-out", args=[sari.public_id]))

    assert UserSession.objects.filter(user=sari).count() == 0
    assert there.get("/profile/").status_code == 302


def test_sign_out_spares_the_administrators_own_session(ayu, sign_in):
    there, here = sign_in(ayu), sign_in(ayu)
    there.get("/profile/")

    here.post(reverse("accounts:user-sign-out", args=[ayu.public_id]))

    assert here.get("/profile/").status_code == 200
    assert there.get("/profile/").status_code == 302
