"""The customer resource: who sees what, who may write, what is refused and how."""

import pytest
from django.test import Client

from accounts.models import Role, Scope
from brm.models import Customer
from tests.accounts.factories import make_token
from tests.brm.calling import call
from tests.brm.factories import grant, make_customer
from tests.cast import make_user

URL = "/api/v1/customers/"
CAST = ["ayu", "sari", "rangga", "oka", "tirta", "alia", "bram", "zaki"]
PROVIDER = {"ayu", "sari", "rangga", "oka", "tirta"}
BOTH = {"DINAS", "KANTOR"}
PUBLIC = {"code", "name", "parent", "zone", "currency", "language"}
INTERNAL = {
    "relation",
    "standing",
    "description",
    "manager",
    "manager_name",
    "representative",
    "journey",
    "strategic_weight",
    "weight_basis",
    "contact_cadence_days",
    "last_contact_on",
}


@pytest.fixture
def people(request, db):
    return {name: request.getfixturevalue(name) for name in CAST}


def seen(response) -> set[str]:
    assert response.status_code == 200
    return {row["code"] for row in response.json()["results"]}


def wish(**values):
    return {"code": "bank", "name": "Bank Contoh", "standing": "prospect"} | values


def test_list_shows_each_person_theirs(people):
    assert {who: seen(call(user)) for who, user in people.items()} == {
        **dict.fromkeys(PROVIDER, BOTH),
        "alia": {"DINAS"},
        "bram": {"KANTOR"},
        "zaki": set(),
    }


def test_detail_is_there_for_who_sees_it(people):
    answers = {who: call(user, url=f"{URL}DINAS/").status_code for who, user in people.items()}

    assert answers == {who: 200 if who in PROVIDER | {"alia"} else 404 for who in CAST}


def test_create_is_for_relationship_managers_and_administrators(people):
    answers = {
        who: call(user, "post", data=wish(code=f"by-{who}")).status_code
        for who, user in people.items()
    }

    assert answers == {who: 201 if who in {"ayu", "rangga"} else 403 for who in CAST}


def test_change_is_for_relationship_managers_and_administrators(people, customer_a):
    Customer.objects.update(standing="prospect")
    answers = {
        who: call(user, "patch", f"{URL}DINAS/", {"name": "Dinas Baru"}).status_code
        for who, user in people.items()
    }

    expected = dict.fromkeys(CAST, 403)
    expected |= {"ayu": 200, "rangga": 200, "bram": 404, "zaki": 404}
    assert answers == expected


def test_guest_is_asked_for_a_token(customer_a):
    response = Client().get(URL)

    assert response.status_code == 401
    assert response["Content-Type"] == "application/problem+json"
    assert response["WWW-Authenticate"] == "Bearer"


def test_session_of_the_browser_works_too(sari, customer_a, sign_in):
    assert seen(sign_in(sari).get(URL)) == {"DINAS"}


@pytest.mark.parametrize(
    ("method", "scopes", "status"),
    [
        ("get", [Scope.RECORDS_WRITE, Scope.STATUS_READ, Scope.FACTS_WRITE], 403),
        ("get", [Scope.RECORDS_READ], 200),
        ("post", [Scope.RECORDS_READ, Scope.FACTS_WRITE], 403),
        ("post", [Scope.RECORDS_WRITE], 201),
    ],
)
def test_token_needs_the_scope(rangga, method, scopes, status):
    data = wish() if method == "post" else None

    assert call(rangga, method, data=data, scopes=scopes).status_code == status


def test_limited_token_sees_and_changes_its_customer_only(rangga, customer_a, customer_b):
    Customer.objects.update(standing="prospect")

    assert seen(call(rangga, customers=[customer_a])) == {"DINAS"}
    assert seen(call(rangga, customers=[])) == set()
    assert call(rangga, url=f"{URL}KANTOR/", customers=[customer_a]).status_code == 404
    change = {"name": "Baru"}
    answer = call(rangga, "patch", f"{URL}DINAS/", change, customers=[customer_a])
    assert answer.status_code == 200
    answer = call(rangga, "patch", f"{URL}KANTOR/", change, customers=[customer_a])
    assert answer.status_code == 404


def test_limited_token_adds_beneath_its_customer_and_nowhere_else(rangga, customer_a, customer_b):
    limit = [customer_a]

    on_top = call(rangga, "post", data=wish(), customers=limit)
    beside = call(rangga, "post", data=wish(parent="KANTOR"), customers=limit)
    beneath = call(rangga, "post", data=wish(parent="DINAS"), customers=limit)

    assert (on_top.status_code, on_top.json()["errors"][0]["field"]) == (400, "parent")
    assert (beside.status_code, beside.json()["errors"][0]["field"]) == (400, "parent")
    assert (beneath.status_code, beneath.json()["parent"]) == (201, "DINAS")


def test_customer_sees_the_public_fields_of_itself_only(alia, customer_a):
    Customer.objects.update(description="MARKER internal note")

    response = call(alia, url=f"{URL}DINAS/")

    assert set(response.json()) == PUBLIC
    assert "MARKER" not in call(alia).content.decode()


def test_provider_sees_all_fields(tirta, rangga, customer_a):
    Customer.objects.update(manager=rangga)

    body = call(tirta, url=f"{URL}DINAS/").json()

    assert set(body) == PUBLIC | INTERNAL
    assert (body["manager"], body["manager_name"]) == (str(rangga.public_id), "Rangga Hubungan")


def test_parent_beyond_the_grant_is_not_named(zaki, customer_a):
    unit = make_customer("UNIT", customer_a)
    grant(zaki, unit)

    assert call(zaki, url=f"{URL}UNIT/").json()["parent"] is None


def test_fields_go_by_the_role_for_that_customer(zaki, customer_a, customer_b):
    grant(zaki, customer_a, Role.CUSTOMER)
    grant(zaki, customer_b, Role.AUDITOR)

    rows = {row["code"]: set(row) for row in call(zaki).json()["results"]}

    assert rows == {"DINAS": PUBLIC, "KANTOR": PUBLIC | INTERNAL}


def test_create_answers_the_customer(rangga):
    response = call(rangga, "post", data=wish(standing="active", manager=str(rangga.public_id)))

    assert response.status_code == 201
    assert response.json()["code"] == "BANK"
    assert Customer.objects.get().manager == rangga


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"standing": "active"}, "manager", "customer_refused"),
        ({"code": "DINAS"}, "code", "customer_refused"),
        ({"code": "A B"}, "code", "customer_refused"),
        ({"currency": "rp"}, "currency", "invalid"),
    ],
)
def test_create_refuses_with_the_field(rangga, customer_a, changes, field, code):
    response = call(rangga, "post", data=wish(**changes))

    assert response["Content-Type"] == "application/problem+json"
    assert response.status_code == (400 if code == "invalid" else 422)
    error = response.json()["errors"][0]
    assert (error["field"], error["code"]) == (field, code)


def test_change_refuses_a_circle(rangga, customer_a):
    unit = make_customer("UNIT", customer_a, standing="prospect")
    Customer.objects.filter(pk=customer_a.pk).update(standing="prospect")

    response = call(rangga, "patch", f"{URL}DINAS/", {"parent": unit.code})

    assert response.status_code == 422
    assert response.json()["code"] == "customer_cycle"


def test_change_refuses_another_code(rangga, customer_a):
    Customer.objects.update(standing="prospect")

    response = call(rangga, "patch", f"{URL}DINAS/", {"code": "OTHER"})

    assert (response.status_code, response.json()["detail"]) == (
        422,
        "A code never changes once it is given.",
    )


def test_change_by_a_granted_manager_stays_within_the_grant(customer_a, customer_b):
    nadia = make_user("Nadia Wilayah")
    grant(nadia, customer_a, Role.RELATIONSHIP_MANAGER)
    Customer.objects.update(standing="prospect")
    unit = make_customer("UNIT", customer_a, standing="prospect")

    out = call(nadia, "patch", f"{URL}UNIT/", {"parent": None})
    over = call(nadia, "patch", f"{URL}UNIT/", {"parent": "KANTOR"})

    assert (out.status_code, over.status_code) == (400, 400)
    assert Customer.objects.get(pk=unit.pk).parent == customer_a


def test_list_filters_as_the_page_does(rangga, customer_a, customer_b):
    Customer.objects.filter(code="KANTOR").update(standing="prospect")

    assert seen(call(rangga, url=f"{URL}?standing=prospect")) == {"KANTOR"}
    assert seen(call(rangga, url=f"{URL}?q=dinas")) == {"DINAS"}


def test_list_costs_the_same_for_one_and_for_many(rangga, customer_a, django_assert_num_queries):
    _token, key = make_token(rangga, Scope.RECORDS_READ)
    client, headers = Client(), {"Authorization": f"Bearer {key}"}
    client.get(URL, headers=headers)

    # The token with its user, the roles, the customers.
    with django_assert_num_queries(3):
        client.get(URL, headers=headers)
    for number in range(5):
        make_customer(f"UNIT-{number}", customer_a, manager=rangga)
    with django_assert_num_queries(3):
        client.get(URL, headers=headers)
