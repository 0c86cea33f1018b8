"""Which parts somebody plays, for which service, on which days."""

import datetime as dt

import pytest

from brm.models import Contact, ContactRole
from brm.operations.roles import RoleRefused, end_role, give_role
from slm.models import Provider, Service
from tests.brm.factories import make_contact
from tests.cast import NOW

P = Contact.Part
MAY, JUNE, JULY = (dt.date(2026, month, 1) for month in (5, 6, 7))


@pytest.fixture
def dewi(customer_a):
    return make_contact(customer_a, "Dewi")


@pytest.fixture
def service(oka):
    provider = Provider.objects.create(code="TEAM", name="Team", owner=oka)
    return Service.objects.create(code="PAY", name="Payments", provider=provider, owner=oka)


def give(contact, rangga, **values):
    wish = {"part": P.SIGNATORY, "service": None, "valid_from": None, "valid_to": None}
    return give_role(contact=contact, **wish | values, actor=rangga, at=NOW)


def test_role_holds_from_its_first_day_to_the_day_before_its_end(dewi, rangga):
    role = give(dewi, rangga, valid_from=MAY, valid_to=JUNE)

    days = (MAY - dt.timedelta(1), MAY, JUNE - dt.timedelta(1), JUNE)
    assert [list(ContactRole.objects.holding(on=on)) == [role] for on in days] == [
        False,
        True,
        True,
        False,
    ]


def test_same_part_for_a_service_and_for_all_stand_side_by_side(dewi, service, rangga):
    give(dewi, rangga)
    give(dewi, rangga, service=service)

    contact = Contact.objects.with_roles(on=MAY).get()
    assert (len(contact.held), contact.parts) == (2, [P.SIGNATORY])


@pytest.mark.parametrize(
    ("valid_from", "valid_to"), [(None, None), (None, JULY), (MAY, None), (JUNE, JULY)]
)
def test_role_refuses_days_on_which_it_holds_already(dewi, rangga, valid_from, valid_to):
    give(dewi, rangga, valid_from=MAY)

    with pytest.raises(RoleRefused) as refusal:
        give(dewi, rangga, valid_from=valid_from, valid_to=valid_to)

    assert refusal.value.field == "part"


def test_role_follows_an_earlier_one(dewi, rangga):
    give(dewi, rangga, valid_from=MAY, valid_to=JUNE)
    give(dewi, rangga, valid_from=JUNE)

    assert ContactRole.objects.count() == 2


def test_role_refuses_an_end_before_its_start_and_who_left(dewi, rangga):
    with pytest.raises(RoleRefused):
        give(dewi, rangga, valid_from=JUNE, valid_to=JUNE)
    Contact.objects.update(left_on=JUNE)
    with pytest.raises(RoleRefused) as refusal:
        give(dewi, rangga, valid_from=MAY)

    assert refusal.value.field == "valid_to"


def test_end_keeps_the_days_before_and_forgets_a_role_that_never_held(dewi, rangga):
    past = give(dewi, rangga, valid_from=MAY)
    ahead = give(dewi, rangga, part=P.SPONSOR, valid_from=JULY)

    ended = end_role(role=past, ends_before=JUNE, actor=rangga, at=NOW)
    assert ended.valid_to == JUNE
    assert end_role(role=ahead, ends_before=JUNE, actor=rangga, at=NOW) is None
    with pytest.raises(RoleRefused):
        end_role(role=ended, ends_before=JULY, actor=rangga, at=NOW)
