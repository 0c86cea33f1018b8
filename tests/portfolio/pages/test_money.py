"""Pages of money: who may, what they say, and that a customer sees nothing of it."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import ApiToken, Role, Scope
from brm.models import Customer, Grant
from portfolio.models import CustomerValue, GapAnswer, Price, RevenueFact, UsageFact, ValueSettings
from portfolio.operations.compute_values import compute_values
from portfolio.queries import registers
from tests.cast import NOW, make_user
from tests.portfolio.money import live, make_service, month, offer, price, write

pytestmark = pytest.mark.django_db

REGISTERS = ("revenue", "costs", "usage", "rates", "prices", "competitors")
# Amounts that stand nowhere else: whoever sees one sees money.
MARKERS = ("7771.37", "7 771", "7771", "6661.23", "6 661", "6661")


@pytest.fixture
def service(db):
    return make_service("PAY", "Payments")


@pytest.fixture
def told(customer_a, service):
    live(customer_a, service, revenue="7771.37", cost="6661.23")
    price(service, "7771.37", customer_a)
    offer(service, "Rival", "7771.37", customer=customer_a)
    compute_values(actor=None, at=NOW)
    return customer_a


@pytest.fixture
def limited(customer_a):
    user = make_user("Lintang Terbatas")
    Grant.objects.create(user=user, role=Role.RELATIONSHIP_MANAGER, customer=customer_a)
    return user


def addresses(customer: Customer, service) -> list[str]:
    facts = [RevenueFact.objects.first(), Price.objects.first()]
    return [
        f"/customers/{customer.code}/money/",
        f"/customers/{customer.code}/money/?format=csv",
        f"/customers/{customer.code}/value/",
        f"/services/{service.code}/worth/",
        f"/services/{service.code}/worth/?format=csv",
        "/money/values/",
        "/money/values/?format=csv",
        "/money/gaps/",
        "/money/gaps/?format=csv",
        *(f"/money/{key}/" for key in REGISTERS),
        *(f"/money/{key}/?format=csv" for key in REGISTERS),
        *(fact.get_absolute_url() for fact in facts if fact),
    ]


@pytest.mark.parametrize("who", ["sari", "rangga", "oka", "tirta", "ayu", "limited"])
def test_the_providers_people_open_every_page(request, sign_in, told, service, who):
    client = sign_in(request.getfixturevalue(who))
    answers = {url: client.get(url).status_code for url in addresses(told, service)}
    assert set(answers.values()) == {200}, answers


@pytest.mark.parametrize("who", ["alia", "bram", "zaki"])
def test_customers_and_strangers_open_none(request, sign_in, told, service, who):
    client = sign_in(request.getfixturevalue(who))
    answers = {url: client.get(url).status_code for url in addresses(told, service)}
    assert set(answers.values()) == {403}, answers


def test_no_door_of_a_customer_shows_money(alia, sign_in, told, service):
    _row, key = ApiToken.objects.create_key(name="Own", user=alia, scopes=list(Scope))
    client = sign_in(alia)
    pages = ["/", "/my/", "/customers/", f"/customers/{told.code}/", "/search/?q=Dinas"]
    bearer = {"Authorization": f"Bearer {key}"}
    shown = [client.get(url, follow=True).content.decode() for url in pages]
    for path in (*REGISTERS, "values"):
        answer = client.get(f"/api/v1/money/{path}/", headers=bearer)
        assert answer.status_code == 403
        shown.append(answer.content.decode())
    shown.append(client.get(f"/api/v1/customers/{told.code}/", headers=bearer).content.decode())
    assert [marker for marker in MARKERS for text in shown if marker in text] == []


def test_a_limited_manager_sees_its_own_subtree_alone(limited, sign_in, told, customer_b, service):
    live(customer_b, service, revenue="5551.11")
    compute_values(actor=None, at=NOW)
    client = sign_in(limited)
    assert client.get(f"/customers/{customer_b.code}/money/").status_code == 404
    assert client.get(f"/customers/{customer_b.code}/value/").status_code == 404
    for url in ("/money/revenue/", "/money/values/", f"/services/{service.code}/worth/"):
        text = client.get(url).content.decode()
        assert "Dinas Contoh" in text
        assert "Kantor Misal" not in text


def test_the_rank_is_the_same_whoever_looks(limited, rangga, sign_in, told, customer_b, service):
    live(customer_b, service, revenue="9000")
    compute_values(actor=None, at=NOW)
    url = f"/customers/{told.code}/value/"
    for user in (limited, rangga):
        assert "among 2 organisations" in sign_in(user).get(url).content.decode()


def test_the_money_page_says_past_future_and_error(rangga, sign_in, told):
    text = sign_in(rangga).get(f"/customers/{told.code}/money/").content.decode()
    assert "14.3" in text  # (7 771.37 − 6 661.23) ÷ 7 771.37, floored
    assert "months predicted anew" in text
    assert "use × price" in text


def test_the_money_page_of_a_customer_without_figures_leads_to_the_import(
    rangga, sign_in, customer_a
):
    text = sign_in(rangga).get(f"/customers/{customer_a.code}/money/").content.decode()
    assert "/money/revenue/import/" in text


def test_amounts_without_a_rate_are_counted_on_the_page(rangga, sign_in, customer_a, service):
    live(customer_a, service, currency="USD", months=2)
    text = sign_in(rangga).get(f"/customers/{customer_a.code}/money/").content.decode()
    assert "4 amounts lacked a rate." in text


def test_the_service_page_compares_with_enough_prices(rangga, sign_in, customer_a, service):
    live(customer_a, service, revenue="1000", cost="600", used="10")
    price(service, "110", customer_a)
    offer(service, "One", "100")
    url = f"/services/{service.code}/worth/"
    assert "not enough comparable prices" in sign_in(rangga).get(url).content.decode()
    offer(service, "Two", "100")
    text = sign_in(rangga).get(url).content.decode()
    assert "110.0" in text
    assert "of 2 comparable prices" in text


@pytest.mark.parametrize(
    "path", ["/customers/DINAS/money/", "/services/PAY/worth/", "/money/revenue/", "/money/gaps/"]
)
def test_three_customers_cost_no_more_queries_than_one(rangga, sign_in, customer_a, service, path):
    live(customer_a, service)
    client = sign_in(rangga)
    client.get(path)
    with CaptureQueriesContext(
        connection,
    ) as one:
        client.get(path)
    for number in range(2):
        unit = Customer.objects.create(code=f"U{number}", name=f"Unit {number}", parent=customer_a)
        live(unit, service)
    with CaptureQueriesContext(connection) as three:
        client.get(path)
    assert len(three) == len(one)


def test_a_figure_is_entered_corrected_and_removed(rangga, sign_in, customer_a, service):
    client = sign_in(rangga)
    typed = {
        "customer": "DINAS",
        "service": "PAY",
        "month": "2026-10",
        "amount": "1200",
        "currency": "EUR",
    }
    answer = client.post("/money/revenue/new/", typed)
    assert (answer.status_code, answer.url) == (302, "/money/revenue/")
    fact = RevenueFact.objects.get()
    client.post(fact.get_absolute_url(), {"amount": "1300", "currency": "EUR"})
    fact.refresh_from_db()
    assert (fact.amount, fact.month) == (1_300, dt.date(2026, 10, 1))
    client.post(f"{fact.get_absolute_url()}remove/")
    assert not RevenueFact.objects.exists()


def test_what_was_typed_stays_where_it_is_refused(rangga, sign_in, customer_a, service):
    typed = {"customer": "DINAS", "service": "PAY", "month": "2027-01", "amount": "1200"}
    answer = sign_in(rangga).post("/money/revenue/new/", typed)
    assert answer.status_code == 422
    assert "This month has not begun yet." in answer.content.decode()
    assert 'value="2027-01"' in answer.content.decode()


@pytest.mark.parametrize("who", ["sari", "tirta", "oka"])
def test_who_only_reads_writes_nothing(request, sign_in, told, service, who):
    client = sign_in(request.getfixturevalue(who))
    fact = RevenueFact.objects.first()
    assert client.get("/money/revenue/new/").status_code == 403
    assert client.get("/money/revenue/import/").status_code == 403
    assert client.post(fact.get_absolute_url(), {"amount": "1"}).status_code == 403
    assert client.post(f"{fact.get_absolute_url()}remove/").status_code == 403
    assert client.post("/money/values/compute/").status_code == 403


def test_a_limited_manager_writes_no_rates_nor_general_prices(limited, sign_in, service):
    client = sign_in(limited)
    assert client.get("/money/rates/new/").status_code == 403
    typed = {"service": "PAY", "amount": "9", "currency": "EUR", "valid_from": "2026-01-01"}
    assert client.post("/money/prices/new/", typed).status_code == 422
    assert not Price.objects.exists()


def test_an_unknown_register_is_not_found(rangga, sign_in):
    assert sign_in(rangga).get("/money/none/").status_code == 404


def test_an_empty_table_has_the_columns_of_its_register(rangga, sign_in):
    answer = sign_in(rangga).get("/money/usage/import/empty.csv/")
    head = b"".join(answer.streaming_content).decode("utf-8-sig").strip()
    assert head == "Month,Customer,Service,Quantity,Counted in"


def test_values_are_worked_out_by_hand(rangga, sign_in, customer_a, service):
    live(customer_a, service)
    assert sign_in(rangga).post("/money/values/compute/").status_code == 302
    assert CustomerValue.objects.get().computed_by == rangga


def test_the_value_page_shows_each_input(rangga, sign_in, told):
    text = sign_in(rangga).get(f"/customers/{told.code}/value/").content.decode()
    for words in (
        "no credits recorded",
        "health is unknown: taken as to watch",
        "not given: the other parts weigh alone",
        "October 2026",
    ):
        assert words in text


def test_a_gap_is_listed_and_answered(rangga, sign_in, customer_a, service):
    live(customer_a, service, used="10")
    row = {"customer": customer_a, "service": service, "month": month(1), "unit": "user"}
    write(registers.USAGE, row | {"quantity": Decimal(13)})
    client = sign_in(rangga)
    assert "no answer yet" in client.get("/money/gaps/").content.decode()
    use = UsageFact.objects.get(month=month(1))
    client.post(f"/money/gaps/{use.public_id}/", {"words": "They opened a branch."})
    assert GapAnswer.objects.get().answered_by == rangga
    assert "They opened a branch." in client.get("/money/gaps/").content.decode()


def test_use_within_the_threshold_is_no_gap(rangga, sign_in, customer_a, service):
    live(customer_a, service)
    assert "All within the forecast" in sign_in(rangga).get("/money/gaps/").content.decode()


def test_settings_change_how_values_are_worked_out(rangga, sari, sign_in):
    form = {
        field.name: getattr(ValueSettings(), field.name)
        for field in ValueSettings._meta.fields
        if field.name not in ("id", "is_decayed")
    }
    assert sign_in(sari).get("/settings/value/").status_code == 403
    sign_in(rangga).post("/settings/value/", form | {"gap_percent": 35})
    assert ValueSettings.current().gap_percent == 35
    refused = sign_in(rangga).post("/settings/value/", form | {"discount_percent": 101})
    assert refused.status_code == 422


def test_panel_stands_on_the_page_of_a_service(rangga, sign_in, told, service):
    text = sign_in(rangga).get(f"/services/{service.code}/").content.decode()
    assert "Cost against value and competitors" in text
