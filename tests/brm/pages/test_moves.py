"""The pages that move and merge, and the address of what was merged."""

from django.urls import reverse

from brm.models import Customer
from tests.brm.factories import grant, make_contact, make_customer


def test_move_keeps_the_reason(rangga, sign_in):
    bank = make_customer("BANK", manager=rangga)
    make_customer("CARDS", bank)
    shop = make_customer("SHOP", manager=rangga)
    browser = sign_in(rangga)

    response = browser.post(
        "/customers/CARDS/move/", {"parent": shop.pk, "reason": "Sold in January."}
    )

    assert response.url == "/customers/CARDS/"
    assert "Sold in January." in browser.get(f"{response.url}record/").content.decode()
    assert Customer.objects.get(code="CARDS").parent == shop


def test_move_shows_a_refusal_at_its_field_with_what_was_typed(rangga, sign_in):
    bank = make_customer("BANK", manager=rangga)
    make_customer("CARDS", bank)

    response = sign_in(rangga).post("/customers/CARDS/move/", {"parent": bank.pk, "reason": "Why"})

    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["parent"]
    assert response.context["form"]["reason"].value() == "Why"


def test_limited_manager_moves_nothing_to_or_from_the_top(zaki, sign_in):
    bank = make_customer("BANK")
    cards = make_customer("CARDS", bank)
    grant(zaki, bank, "relationship_manager")
    browser = sign_in(zaki)

    assert browser.get("/customers/BANK/move/").status_code == 403
    browser.post("/customers/CARDS/move/", {"parent": "", "reason": "Free"})
    cards.refresh_from_db()
    assert cards.parent == bank


def test_merge_shows_what_moves_and_then_does_it(rangga, sign_in):
    bank = make_customer("BANK", name="Bank Contoh")
    twice = make_customer("BANK-2", name="Bank Kontoh")
    make_contact(twice, "Dewi")
    browser = sign_in(rangga)
    wish = {"into": bank.pk, "reason": "Twice"}

    first = browser.post("/customers/BANK-2/merge/", wish)
    assert [(load.key, load.count) for load in first.context["loads"]] == [("contacts", 1)]
    assert "Merge for good" in first.content.decode()
    twice.refresh_from_db()
    assert twice.merged_into is None

    done = browser.post("/customers/BANK-2/merge/", wish | {"confirmed": "1"})
    assert done.url == "/customers/BANK/"
    assert browser.get("/customers/BANK-2/").url == "/customers/BANK/"
    assert (
        "Bank Kontoh (BANK-2) was merged into this"
        in browser.get(f"{done.url}record/").content.decode()
    )


def test_address_of_a_merged_customer_tells_strangers_nothing(rangga, zaki, customer_b, sign_in):
    bank, twice = make_customer("BANK"), make_customer("BANK-2")
    sign_in(rangga).post(
        "/customers/BANK-2/merge/", {"into": bank.pk, "reason": "Twice", "confirmed": "1"}
    )
    grant(zaki, customer_b, "auditor")

    assert sign_in(zaki).get(reverse("brm:customer", args=[twice.code])).status_code == 404
