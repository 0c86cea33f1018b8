"""Who may open which page of brm: every person of the cast, every page."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Role
from brm.models import Contact, ContactRole, Customer, PlanItem
from tests.brm.factories import grant
from tests.cast import make_user

CAST = ["ayu", "sari", "rangga", "oka", "tirta", "alia", "bram", "zaki"]
ADMINISTRATOR = {"ayu"}
MANAGERS = {"ayu", "rangga"}
PROVIDER = {"ayu", "sari", "rangga", "oka", "tirta"}


@pytest.fixture
def people(request, db):
    return {name: request.getfixturevalue(name) for name in CAST}


@pytest.fixture
def contact(alia, customer_a):
    return Contact.objects.create(person=alia.person, customer=customer_a)


@pytest.fixture
def addresses(customer_a, contact, alia, sari):
    code = customer_a.code
    role = ContactRole.objects.create(contact=contact, part="user")
    item = PlanItem.objects.create(
        customer=customer_a,
        channel="call",
        audience="All",
        cadence_days=30,
        purpose="Levels",
        owner=sari,
    )
    return {
        "customer-tree": reverse("brm:customer-tree"),
        "gap-list": reverse("brm:gap-list"),
        "customer-move": reverse("brm:customer-move", args=[code]),
        "customer-merge": reverse("brm:customer-merge", args=[code]),
        "customer-stakeholders": reverse("brm:customer-stakeholders", args=[code]),
        "customer-talked": reverse("brm:customer-talked", args=[code]),
        "communication-create": reverse("brm:communication-create", args=[code]),
        "communication-edit": reverse("brm:communication-edit", args=[code, item.pk]),
        "communication-remove": reverse("brm:communication-remove", args=[code, item.pk]),
        "contact": reverse("brm:contact", args=[code, contact.pk]),
        "role-add": reverse("brm:role-add", args=[code, contact.pk]),
        "role-end": reverse("brm:role-end", args=[code, contact.pk, role.pk]),
        "contact-analyse": reverse("brm:contact-analyse", args=[code, contact.pk]),
        "contact-leave": reverse("brm:contact-leave", args=[code, contact.pk]),
        "contact-stay": reverse("brm:contact-stay", args=[code, contact.pk]),
        "customer-list": reverse("brm:customer-list"),
        "customer-create": reverse("brm:customer-create"),
        "customer": reverse("brm:customer", args=[code]),
        "customer-edit": reverse("brm:customer-edit", args=[code]),
        "contact-create": reverse("brm:contact-create", args=[code]),
        "contact-edit": reverse("brm:contact-edit", args=[code, contact.pk]),
        "contact-remove": reverse("brm:contact-remove", args=[code, contact.pk]),
        "customer-grant": reverse("brm:customer-grant", args=[code]),
        "user-grant": reverse("brm:user-grant", args=[alia.public_id]),
        "grant-revoke": reverse("brm:grant-revoke", args=[code, alia.public_id, "customer"]),
    }


PAGES = [
    ("customer-tree", PROVIDER),
    ("gap-list", PROVIDER),
    ("customer-move", MANAGERS),
    ("customer-merge", MANAGERS),
    ("customer-stakeholders", PROVIDER),
    ("customer-talked", MANAGERS),
    ("communication-create", MANAGERS),
    ("communication-edit", MANAGERS),
    ("communication-remove", MANAGERS),
    ("contact", PROVIDER),
    ("role-add", MANAGERS),
    ("role-end", MANAGERS),
    ("contact-analyse", MANAGERS),
    ("contact-leave", MANAGERS),
    ("contact-stay", MANAGERS),
    ("customer-list", PROVIDER),
    ("customer-create", MANAGERS),
    ("customer", PROVIDER),
    ("customer-edit", MANAGERS),
    ("contact-create", MANAGERS),
    ("contact-edit", MANAGERS),
    ("contact-remove", MANAGERS),
    ("customer-grant", ADMINISTRATOR),
    ("user-grant", ADMINISTRATOR),
    ("grant-revoke", ADMINISTRATOR),
]


@pytest.mark.parametrize(("name", "allowed"), PAGES, ids=[name for name, _ in PAGES])
def test_page_opens_for_these_people_only(name, allowed, people, addresses, sign_in):
    answers = {who: sign_in(user).get(addresses[name]).status_code for who, user in people.items()}

    assert answers == {who: 200 if who in allowed else 403 for who in CAST}


@pytest.mark.parametrize("name", [name for name, _ in PAGES])
def test_page_asks_a_guest_to_sign_in(name, addresses):
    url = addresses[name]

    response = Client().get(url)

    assert (response.status_code, response.url) == (302, f"/accounts/login/?next={url}")


@pytest.mark.parametrize(
    "name",
    [name for name, _ in PAGES if name.partition("-")[0] in {"plan", "contact", "role"}]
    + ["customer", "customer-edit", "customer-move", "customer-merge", "customer-stakeholders"],
)
def test_page_of_a_customer_beside_the_grant_is_not_there(name, addresses, customer_b, sign_in):
    """Who manages customer B finds nothing at the addresses of customer A."""
    user = make_user("Nadia Wilayah")
    grant(user, customer_b, Role.RELATIONSHIP_MANAGER)

    assert sign_in(user).get(addresses[name]).status_code == 404


def test_granted_manager_works_within_the_grant(customer_b, customer_a, sign_in):
    user = make_user("Nadia Wilayah")
    grant(user, customer_b, Role.RELATIONSHIP_MANAGER)
    browser = sign_in(user)

    listed = browser.get(reverse("brm:customer-list"))
    assert [row.code for row in listed.context["page"]] == ["KANTOR"]
    assert browser.get(reverse("brm:customer-edit", args=["KANTOR"])).status_code == 200

    form = browser.get(reverse("brm:customer-create")).context["form"]
    assert [customer.code for customer in form.fields["parent"].queryset] == ["KANTOR"]
    assert form.fields["parent"].required


def test_granted_auditor_reads_and_changes_nothing(customer_b, sign_in):
    user = make_user("Nadia Wilayah")
    grant(user, customer_b, Role.AUDITOR)
    browser = sign_in(user)

    assert browser.get(reverse("brm:customer", args=["KANTOR"])).status_code == 200
    assert browser.get(reverse("brm:customer-edit", args=["KANTOR"])).status_code == 403
    assert browser.get(reverse("brm:customer-create")).status_code == 403


def test_token_customers_are_for_its_maker(people, customer_a, sign_in):
    from tests.accounts.factories import make_token

    token, _key = make_token(people["sari"])
    url = reverse("brm:token-customers", args=[token.prefix])

    answers = {who: sign_in(user).get(url).status_code for who, user in people.items()}

    assert answers == {who: 200 if who == "sari" else 404 for who in CAST}


@pytest.mark.parametrize("who", ["alia", "zaki"])
def test_navigation_hides_what_may_not_be_opened(who, request, sign_in):
    page = sign_in(request.getfixturevalue(who)).get(reverse("accounts:profile")).content.decode()

    for name in ("brm:customer-list", "accounts:user-list", "accounts:installation"):
        assert f'href="{reverse(name)}"' not in page


def test_navigation_shows_an_administrator_everything_here(ayu, sign_in):
    page = sign_in(ayu).get(reverse("accounts:profile")).content.decode()

    for name in ("accounts:user-list", "accounts:installation", "accounts:token-list"):
        assert f'href="{reverse(name)}"' in page


def test_customers_are_in_the_navigation_of_relationships(rangga, customer_a, sign_in):
    page = sign_in(rangga).get(reverse("brm:customer-list")).content.decode()

    assert f'<a href="{reverse("brm:customer-list")}" aria-current="page">' in page
    assert Customer.objects.count() == 1
