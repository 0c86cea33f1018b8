"""The same few people everywhere.

Sari manages service levels, Rangga relationships, Oka owns services, Tirta audits, Ayu administers.
Alia decides at Dinas Contoh (customer A), Bram at Kantor Misal (customer B). Nobody granted Zaki
anything: he signs in and must see nothing.
"""

import datetime as dt

import pytest
from django.test import Client

from accounts.models import Role, RoleAssignment, User
from brm.models import Customer, Grant

# Wednesday 25 November 2026, 09:41 in Jakarta: the instant every test means by "now".
NOW = dt.datetime(2026, 11, 25, 2, 41, tzinfo=dt.UTC)


def make_user(name: str, *roles: Role, **fields) -> User:
    """A user with these unlimited roles; the address is the first name at example.org."""
    user = User.objects.create_user(
        f"{name.split()[0].lower()}@example.org", name, "a long password", **fields
    )
    RoleAssignment.objects.bulk_create(RoleAssignment(user=user, role=role) for role in roles)
    return user


@pytest.fixture
def ayu(db) -> User:
    return make_user("Ayu Administrator", Role.ADMINISTRATOR)


@pytest.fixture
def sari(db) -> User:
    return make_user("Sari Tingkat", Role.SERVICE_LEVEL_MANAGER)


@pytest.fixture
def rangga(db) -> User:
    return make_user("Rangga Hubungan", Role.RELATIONSHIP_MANAGER)


@pytest.fixture
def oka(db) -> User:
    return make_user("Oka Pemilik", Role.SERVICE_OWNER)


@pytest.fixture
def tirta(db) -> User:
    return make_user("Tirta Auditor", Role.AUDITOR)


@pytest.fixture
def customer_a(db) -> Customer:
    return Customer.objects.create(code="DINAS", name="Dinas Contoh", zone="Asia/Jakarta")


@pytest.fixture
def customer_b(db) -> Customer:
    return Customer.objects.create(code="KANTOR", name="Kantor Misal", zone="Asia/Makassar")


@pytest.fixture
def alia(customer_a) -> User:
    user = make_user("Alia Pemutus")
    Grant.objects.create(user=user, role=Role.CUSTOMER, customer=customer_a)
    return user


@pytest.fixture
def bram(customer_b) -> User:
    user = make_user("Bram Pemutus")
    Grant.objects.create(user=user, role=Role.CUSTOMER, customer=customer_b)
    return user


@pytest.fixture
def zaki(db) -> User:
    return make_user("Zaki Asing")


@pytest.fixture
def sign_in():
    """Return a browser that is signed in as the given user: `sign_in(sari).get("/")`."""

    def _sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")
        return client

    return _sign_in
