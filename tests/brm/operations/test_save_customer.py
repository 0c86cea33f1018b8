import pytest

from accounts.models import User
from brm.models import Customer
from brm.operations.save_customer import CustomerCycle, CustomerRefused, save_customer
from tests.brm.factories import make_customer
from tests.cast import NOW

S = Customer.Standing


def save(rangga, customer=None, **values):
    customer = customer or Customer(manager=rangga)
    for name, value in values.items():
        setattr(customer, name, value)
    return save_customer(customer=customer, actor=rangga, at=NOW)


@pytest.fixture
def bank(rangga):
    return save(rangga, code="BANK", name="Bank Contoh")


@pytest.fixture
def cards(rangga, bank):
    return save(rangga, code="CARDS", name="Kartu", parent=bank)


def test_save_adds_an_organisation_and_a_unit(bank, cards):
    assert Customer.objects.get(code="CARDS").parent == bank


def test_save_keeps_the_code_in_capitals(rangga):
    assert save(rangga, code="bank-2", name="Bank Dua").code == "BANK-2"


def test_save_refuses_a_changed_code(rangga, bank):
    with pytest.raises(CustomerRefused) as refusal:
        save(rangga, bank, code="BANK-2")

    assert (refusal.value.field, refusal.value.message) == (
        "code",
        "A code never changes once it is given.",
    )
    assert Customer.objects.get().code == "BANK"


def test_save_refuses_a_code_that_is_taken_in_any_case(rangga, bank):
    with pytest.raises(CustomerRefused) as refusal:
        save(rangga, code="bank", name="Other")

    assert refusal.value.field == "code"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("code", "BANK CONTOH"),
        ("name", ""),
        ("zone", "Asia/Atlantis"),
        ("currency", "rupiah"),
        ("language", "tlh"),
        ("standing", "asleep"),
    ],
)
def test_save_refuses_what_cannot_be(rangga, field, value):
    values = {"code": "BANK", "name": "Bank Contoh"} | {field: value}

    with pytest.raises(CustomerRefused) as refusal:
        save(rangga, **values)

    assert refusal.value.field == field


def test_save_refuses_an_active_customer_without_a_manager(rangga):
    with pytest.raises(CustomerRefused) as refusal:
        save(rangga, code="BANK", name="Bank Contoh", manager=None)

    assert refusal.value.field == "manager"


@pytest.mark.parametrize("standing", [S.PROSPECT, S.DORMANT, S.FORMER])
def test_save_takes_others_without_a_manager(rangga, standing):
    customer = save(rangga, code="BANK", name="Bank Contoh", manager=None, standing=standing)

    assert customer.manager is None


def test_save_refuses_a_manager_who_is_gone(rangga, bank):
    User.objects.filter(pk=rangga.pk).update(is_active=False)
    customer = Customer.objects.get()

    with pytest.raises(CustomerRefused) as refusal:
        save(rangga, customer, name="Bank Contoh Baru")

    assert refusal.value.message == (
        "Rangga Hubungan may no longer sign in. Choose another relationship manager."
    )


def test_save_refuses_a_customer_within_itself(rangga, bank):
    with pytest.raises(CustomerCycle) as refusal:
        save(rangga, bank, parent=bank)

    assert (refusal.value.field, refusal.value.message) == (
        "parent",
        "Bank Contoh cannot be part of itself.",
    )


def test_save_refuses_a_customer_beneath_its_own_unit(rangga, bank, cards):
    fraud = save(rangga, code="FRAUD", name="Penipuan", parent=cards)

    with pytest.raises(CustomerCycle) as refusal:
        save(rangga, bank, parent=fraud)

    assert refusal.value.message == (
        "Penipuan lies beneath Bank Contoh, so Bank Contoh cannot be part of it."
    )
    assert Customer.objects.get(code="BANK").parent is None


def test_save_moves_a_unit_sideways(rangga, bank, cards):
    city = save(rangga, code="CITY", name="Kota")

    save(rangga, cards, parent=city)

    assert Customer.objects.get(code="CARDS").parent == city


def test_save_ends_on_a_circle_that_was_there_before(rangga, bank, cards):
    Customer.objects.filter(pk=bank.pk).update(parent=cards)
    other = make_customer("OTHER", standing=S.PROSPECT)

    save(rangga, other, parent=cards)

    assert Customer.objects.get(code="OTHER").parent == cards


def test_save_leaves_history(rangga, bank):
    save(rangga, bank, name="Bank Contoh Baru")

    events = bank.events.order_by("pgh_id")
    assert [(e.pgh_label, e.name) for e in events] == [
        ("insert", "Bank Contoh"),
        ("update", "Bank Contoh Baru"),
    ]
