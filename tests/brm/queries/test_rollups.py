"""Figures summed over the tree."""

from fractions import Fraction

import pytest

from brm.queries import rollups
from brm.queries.completeness import completeness_of
from brm.queries.customer_tree import customer_tree
from brm.queries.rollups import register_rollup, rolled_up
from tests.brm.factories import grant, make_contact, make_customer
from tests.cast import NOW


@pytest.fixture
def only(monkeypatch):
    """Nothing registered but what a test registers."""
    monkeypatch.setattr(rollups, "_ROLLUPS", {})


@pytest.fixture
def bank(db):
    bank = make_customer("BANK")
    cards = make_customer("CARDS", bank)
    make_customer("FRAUD", cards)
    return bank


def revenue(ids, *, user, at):
    from brm.models import Customer

    known = {"BANK": 100, "FRAUD": 5}
    codes = dict(Customer.objects.filter(pk__in=ids).values_list("code", "pk"))
    return {pk: known[code] for code, pk in codes.items() if code in known}


def figures(user, *rows):
    found = rolled_up(rows, user=user, at=NOW)
    return [[figure.value for figure in found[row.pk]] for row in rows]


def test_sum_runs_over_everything_beneath_and_nothing_stays_none(only, bank, rangga):
    register_rollup("revenue", label="Revenue", query=revenue)
    lonely = make_customer("ALONE")

    cards = bank.children.get()
    assert figures(rangga, bank, cards, lonely) == [[105], [5], [None]]


def test_count_takes_a_key_of_two_units_once(only, bank, rangga):
    cards = bank.children.get()
    keys = {bank.pk: {"SLA-1"}, cards.pk: {"SLA-1", "SLA-2"}}
    register_rollup("sla", label="SLAs", query=lambda ids, **_at: keys, fold="count")

    assert figures(rangga, bank, cards, cards.children.get()) == [[2], [2], [0]]


def test_rollup_asks_for_what_the_reader_sees_only(only, bank, zaki):
    grant(zaki, bank.children.get(), "auditor")
    asked = []

    def query(ids, *, user, at):
        asked.extend(ids)
        return {}

    register_rollup("x", label="X", query=query)
    customer_tree(zaki, at=NOW)

    assert bank.pk not in asked
    assert len(asked) == 2


def test_tree_is_ordered_within_its_levels(only, bank, rangga):
    register_rollup("revenue", label="Revenue", query=revenue)
    make_customer("ALONE")

    def order(**wish):
        return [node.customer.code for node in customer_tree(rangga, at=NOW, **wish)]

    assert order() == ["ALONE", "BANK"]
    assert order(key="name", descending=True) == ["BANK", "ALONE"]
    assert order(key="revenue") == order(key="revenue", descending=True) == ["BANK", "ALONE"]
    (cards,) = customer_tree(rangga, at=NOW)[1].children
    assert [node.customer.code for node in cards.children] == ["FRAUD"]


def test_completeness_counts_each_need_alike(bank):
    contact = make_contact(bank, "Dewi")
    bank.representative, bank.description = contact, "Bank"
    bank.save()

    found = completeness_of([bank])[bank.pk]
    assert [str(label) for label in found.present] == [
        "Name",
        "Authorised representative",
        "Business",
    ]
    assert found.share == Fraction(3, 7)
