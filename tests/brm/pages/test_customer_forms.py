"""Add and change customers, contacts, grants and token limits by their forms."""

from django.contrib.messages import get_messages
from django.urls import reverse

from accounts.models import ApiToken, Role, Scope
from brm.models import Contact, Customer, Grant, TokenScope
from tests.accounts.factories import make_token
from tests.brm.factories import grant, make_customer
from tests.cast import make_user

CREATE = "/customers/new/"


def wish(who, **values):
    return {
        "code": "bank",
        "name": "Bank Contoh",
        "parent": "",
        "relation": "external",
        "standing": "active",
        "manager": who.pk,
        "description": "",
        "zone": "Asia/Jakarta",
        "currency": "IDR",
        "language": "id",
    } | values


def said(response) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def test_create_saves_and_leads_to_the_customer(rangga, sign_in):
    response = sign_in(rangga).post(CREATE, wish(rangga))

    assert (response.status_code, response.url) == (302, "/customers/BANK/")
    assert said(response) == ["Bank Contoh was saved."]
    assert Customer.objects.get().manager == rangga


def test_create_keeps_what_was_typed_beside_the_refusal(rangga, sign_in):
    response = sign_in(rangga).post(CREATE, wish(rangga, manager="", name="Bank Contoh"))

    form = response.context["form"]
    assert form.errors == {
        "manager": ["An active customer has a relationship manager. Choose who it is."]
    }
    assert 'value="Bank Contoh"' in response.content.decode()
    assert Customer.objects.count() == 0


def test_create_names_every_field_that_is_wrong(rangga, sign_in):
    response = sign_in(rangga).post(CREATE, wish(rangga, code="A B", currency="Rp"))

    assert set(response.context["form"].errors) == {"code", "currency"}


def test_create_proposes_what_the_parent_has(rangga, sign_in):
    make_customer("BANK", manager=rangga, currency="IDR", zone="Asia/Makassar")

    form = sign_in(rangga).get(f"{CREATE}?parent=BANK").context["form"]

    assert [form[name].value() for name in ("currency", "zone", "manager")] == [
        "IDR",
        "Asia/Makassar",
        rangga.pk,
    ]


def test_granted_manager_adds_within_the_grant_only(customer_a, customer_b, sign_in):
    nadia = make_user("Nadia Wilayah")
    grant(nadia, customer_b, Role.RELATIONSHIP_MANAGER)
    browser = sign_in(nadia)

    on_top = browser.post(CREATE, wish(nadia))
    elsewhere = browser.post(CREATE, wish(nadia, parent=customer_a.pk))
    within = browser.post(CREATE, wish(nadia, parent=customer_b.pk))

    assert set(on_top.context["form"].errors) == {"parent"}
    assert set(elsewhere.context["form"].errors) == {"parent"}
    assert within.status_code == 302
    assert Customer.objects.get(code="BANK").parent == customer_b


def test_edit_never_changes_the_code(rangga, sign_in):
    make_customer("BANK", manager=rangga)

    sign_in(rangga).post("/customers/BANK/edit/", wish(rangga, code="OTHER", name="Bank Baru"))

    assert (Customer.objects.get().code, Customer.objects.get().name) == ("BANK", "Bank Baru")


def test_edit_leaves_the_place_in_the_tree_to_a_move(rangga, sign_in):
    bank = make_customer("BANK", manager=rangga, name="Bank Contoh")
    cards = make_customer("CARDS", bank, name="Kartu", manager=rangga)

    sign_in(rangga).post("/customers/CARDS/edit/", wish(rangga, code="CARDS", parent=""))

    cards.refresh_from_db()
    assert cards.parent == bank


PERSON = {"name": "Dewi Contoh", "email": "dewi@bank.example", "phone": "", "position": ""}


def test_contact_is_added_changed_and_removed(rangga, customer_a, sign_in):
    browser = sign_in(rangga)

    browser.post("/customers/DINAS/contacts/new/", PERSON | {"parts": ["signatory"]})
    contact = Contact.objects.get()
    address = f"/customers/DINAS/contacts/{contact.pk}/"
    browser.post(f"{address}edit/", PERSON | {"position": "Director", "parts": ["sponsor"]})
    contact.refresh_from_db()
    assert (contact.position, contact.parts) == ("Director", ["sponsor"])

    response = browser.post(f"{address}remove/")
    assert (response.url, Contact.objects.count()) == ("/customers/DINAS/", 0)


def test_contact_says_that_the_name_on_file_was_kept(rangga, customer_a, alia, sign_in):
    response = sign_in(rangga).post(
        "/customers/DINAS/contacts/new/", PERSON | {"email": "alia@example.org"}
    )

    assert said(response) == [
        "Alia Pemutus was added.",
        "The address was known already, so the name on file was kept: Alia Pemutus.",
    ]


def test_contact_of_another_customer_is_not_found_here(
    rangga, customer_a, customer_b, alia, sign_in
):
    contact = Contact.objects.create(person=alia.person, customer=customer_b)

    response = sign_in(rangga).post(f"/customers/DINAS/contacts/{contact.pk}/remove/")

    assert (response.status_code, Contact.objects.count()) == (404, 1)


def test_grant_from_the_customer_and_back(ayu, zaki, customer_a, sign_in):
    browser = sign_in(ayu)

    browser.post("/customers/DINAS/grants/new/", {"user": zaki.pk, "role": "customer"})
    assert Grant.objects.get().user == zaki

    address = reverse("brm:grant-revoke", args=["DINAS", zaki.public_id, "customer"])
    response = browser.post(address)
    assert (response.url, Grant.objects.count()) == ("/customers/DINAS/", 0)


def test_grant_from_the_user_and_back_there(ayu, zaki, customer_a, sign_in):
    browser = sign_in(ayu)
    page = reverse("accounts:user", args=[zaki.public_id])

    made = browser.post(
        reverse("brm:user-grant", args=[zaki.public_id]),
        {"customer": customer_a.pk, "role": "relationship_manager"},
    )
    assert made.url == page
    assert "Dinas Contoh" in browser.get(page).content.decode()

    address = reverse("brm:grant-revoke", args=["DINAS", zaki.public_id, "relationship_manager"])
    assert browser.post(f"{address}?next={page}").url == page
    assert browser.post(f"{address}?next=https://evil.example/").status_code == 404


def test_grant_refuses_twice_beside_the_role(ayu, alia, customer_a, sign_in):
    response = sign_in(ayu).post(
        "/customers/DINAS/grants/new/", {"user": alia.pk, "role": "customer"}
    )

    assert response.context["form"].errors == {
        "role": ["Alia Pemutus already has the role Customer for Dinas Contoh."]
    }


def test_grant_never_offers_the_administrator(ayu, zaki, customer_a, sign_in):
    response = sign_in(ayu).post(
        "/customers/DINAS/grants/new/", {"user": zaki.pk, "role": "administrator"}
    )

    assert set(response.context["form"].errors) == {"role"}
    assert Grant.objects.count() == 0


def test_token_is_limited_to_what_its_maker_sees(alia, customer_a, customer_b, sign_in):
    token, _key = make_token(alia, Scope.RECORDS_READ)
    browser = sign_in(alia)
    address = reverse("brm:token-customers", args=[token.prefix])

    refused = browser.post(address, {"customers": [customer_b.pk]})
    assert set(refused.context["form"].errors) == {"customers"}
    browser.post(address, {"customers": [customer_a.pk]})

    assert ApiToken.objects.get().is_limited
    assert TokenScope.objects.get().customer == customer_a
