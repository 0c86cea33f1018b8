"""One search over everything, by whoever registered."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Person
from brm.models import Customer
from common import search
from common.search import Hit, find, ranked, register_search, tidy_query


@pytest.fixture(autouse=True)
def providers(monkeypatch):
    """Nobody answers but who registers in the test."""
    monkeypatch.setattr(search, "_PROVIDERS", {})


@pytest.fixture
def customers():
    def answer(user, query, limit):
        rows = ranked(Customer.objects.visible_to(user), query)[:limit]
        return [Hit(row.name, "Customer", f"/customers/{row.code}/", row.code) for row in rows]

    register_search("customers", label="Customers", search=answer, order=10)


def test_search_shows_hits_in_groups(customers, sign_in, sari, customer_a, customer_b):
    register_search(
        "people", label="People", search=lambda *_: [Hit("Dinas Lady", "Person", "/p/")], order=20
    )

    page = sign_in(sari).get("/search/", {"q": " dinas "}).content.decode()

    assert page.index("Customers</h2>") < page.index("People</h2>")
    assert '<a href="/customers/DINAS/">Dinas Contoh</a>' in page
    assert "Kantor Misal" not in page
    assert "2 hits for “dinas”" in page


def test_search_finds_only_what_the_reader_may_see(customers, sign_in, alia, bram, customer_a):
    assert "Dinas Contoh" in sign_in(alia).get("/search/", {"q": "dinas"}).content.decode()
    page = sign_in(bram).get("/search/", {"q": "dinas"}).content.decode()
    assert "Dinas Contoh" not in page
    assert "Nothing found" in page
    assert "Searched: Customers." in page


def test_search_asks_a_guest_to_sign_in(customers, client, db):
    assert client.get("/search/", {"q": "dinas"}).status_code == 302


def test_search_suggests_the_best_of_each_group(customers, sign_in, sari, customer_a):
    Customer.objects.bulk_create(
        Customer(code=f"DINAS-{n}", name=f"Dinas Lain {n}") for n in range(9)
    )

    response = sign_in(sari).get("/search/", {"q": "dinas"}, headers={"HX-Request": "true"})

    part = response.content.decode()
    assert "<html" not in part
    assert part.count("/customers/") == 4
    assert '<a href="/search/?q=dinas">Everything found</a>' in part
    assert part.index("/customers/DINAS/") < part.index("/customers/DINAS-0/")


@pytest.mark.parametrize("query", ["", " ", "a", "\x00"])
def test_search_for_too_little_asks_nobody(query, sign_in, sari):
    register_search("x", label="X", search=lambda *_: pytest.fail("was asked"))

    page = sign_in(sari).get("/search/", {"q": query}).content.decode()

    assert "Type at least two letters" in page


def test_search_bears_what_may_be_typed(customers, sign_in, sari):
    for query in ("a\x00b%_'\\", "<script>alert(1)</script>", "é" * 500):
        page = sign_in(sari).get("/search/", {"q": query})
        assert page.status_code == 200
        assert "<script>alert" not in page.content.decode()


def test_search_spares_those_who_may_not(sign_in, sari):
    register_search(
        "x", label="X", search=lambda *_: pytest.fail("asked"), permission=lambda _: False
    )

    page = sign_in(sari).get("/search/", {"q": "dinas"}).content.decode()

    assert "Nothing found" in page
    assert 'role="search"' not in page


def test_search_box_stands_in_the_frame(customers, sign_in, sari):
    page = sign_in(sari).get("/jobs/").content.decode()

    assert '<form class="search" role="search" action="/search/">' in page
    assert 'hx-get="/search/"' in page


def test_search_costs_the_same_for_one_and_three(customers, sign_in, sari, customer_a):
    browser = sign_in(sari)
    browser.get("/search/", {"q": "dinas"})
    with CaptureQueriesContext(connection) as one:
        browser.get("/search/", {"q": "dinas"})
    Customer.objects.bulk_create(Customer(code=f"DINAS-{n}", name="Dinas") for n in range(2))
    with CaptureQueriesContext(connection) as three:
        browser.get("/search/", {"q": "dinas"})

    assert len(one) == len(three)


def test_find_says_that_there_is_more(sari):
    hits = [Hit(str(n), "Thing", "/") for n in range(5)]
    register_search("x", label="X", search=lambda user, query, limit: hits[:limit])

    [three] = find(user=sari, query="thing", limit=3)
    [all_five] = find(user=sari, query="thing", limit=5)

    assert ([hit.title for hit in three.hits], three.more) == (["0", "1", "2"], True)
    assert all_five.more is False


def test_ranked_puts_the_very_code_first(db):
    Customer.objects.bulk_create(
        [
            Customer(code="ZZ", name="About PAY things"),
            Customer(code="PAY-2", name="Second"),
            Customer(code="AA", name="Payment house"),
            Customer(code="PAY", name="Zeta"),
        ]
    )

    rows = ranked(Customer.objects.all(), "pay")

    assert [row.code for row in rows] == ["PAY", "PAY-2", "AA", "ZZ"]


def test_ranked_by_name_alone(db):
    Person.objects.create(name="Alia")
    rows = ranked(Person.objects.all(), "ali", code="email")

    assert [row.name for row in rows] == ["Alia"]


@pytest.mark.parametrize(
    ("typed", "tidy"),
    [("  SLA-0042\t v3 \n", "SLA-0042 v3"), ("a\x00b", "a b"), ("x" * 120, "x" * 100)],
)
def test_tidy_query(typed, tidy):
    assert tidy_query(typed) == tidy
