"""A customer moves in the tree."""

import pytest

from brm.models import Customer, CustomerMove
from brm.operations.move_customer import CannotMove, move_customer
from brm.operations.tree import CustomerCycle
from tests.brm.factories import make_customer
from tests.cast import NOW


def move(customer, parent, rangga, reason="Reorganised."):
    return move_customer(customer=customer, parent=parent, reason=reason, actor=rangga, at=NOW)


def test_move_takes_along_what_lies_beneath_and_is_dated(rangga):
    bank, shop = make_customer("BANK"), make_customer("SHOP")
    cards = make_customer("CARDS", bank)
    fraud = make_customer("FRAUD", cards)

    move(cards, shop, rangga)

    within = Customer.objects.within([shop.pk]).values_list("code", flat=True)
    assert set(within) == {"SHOP", "CARDS", "FRAUD"}
    kept = CustomerMove.objects.get()
    assert (kept.customer, kept.from_parent, kept.to_parent) == (cards, bank, shop)
    assert (kept.reason, kept.moved_by, kept.moved_at) == ("Reorganised.", rangga, NOW)
    assert Customer.objects.get(pk=fraud.pk).parent == cards


def test_move_to_the_top_makes_an_organisation(rangga):
    cards = make_customer("CARDS", make_customer("BANK"))

    move(cards, None, rangga)

    assert Customer.objects.get(pk=cards.pk).parent is None


def test_move_refuses_a_circle(rangga):
    bank = make_customer("BANK", name="Bank Contoh")
    fraud = make_customer("FRAUD", make_customer("CARDS", bank), name="Penipuan")

    with pytest.raises(CustomerCycle) as refusal:
        move(bank, fraud, rangga)

    assert (refusal.value.field, refusal.value.message) == (
        "parent",
        "Penipuan lies beneath Bank Contoh, so Bank Contoh cannot be part of it.",
    )
    assert CustomerMove.objects.count() == 0


@pytest.mark.parametrize(("reason", "field"), [(" ", "reason"), ("Reorganised.", "parent")])
def test_move_refuses_no_reason_and_no_change(rangga, reason, field):
    bank = make_customer("BANK")
    cards = make_customer("CARDS", bank)

    with pytest.raises(CannotMove) as refusal:
        move(cards, bank, rangga, reason)

    assert refusal.value.field == field
