"""Add, change and remove contacts."""

import pytest

from accounts.models import Person
from brm.models import Contact, ContactRole
from brm.operations.add_contact import ContactRefused, add_contact
from brm.operations.change_contact import change_contact, may_rename
from brm.operations.remove_contact import remove_contact
from tests.cast import NOW

P = Contact.Part
TODAY = NOW.date()


def add(rangga, customer, **values):
    wish = {
        "name": "Dewi Contoh",
        "email": "dewi@example.org",
        "phone": "",
        "position": "Head of payments",
        "parts": [P.SIGNATORY, P.DECISION_MAKER],
    }
    return add_contact(customer=customer, **wish | values, actor=rangga, at=NOW)


def change(rangga, contact, **values):
    wish = {
        "name": contact.person.name,
        "email": contact.person.email,
        "phone": "",
        "position": contact.position,
        "parts": contact.parts,
    }
    return change_contact(contact=contact, **wish | values, actor=rangga, at=NOW)


def test_add_makes_the_person_and_the_contact(rangga, customer_a):
    contact = add(rangga, customer_a)

    assert (contact.person.name, contact.parts) == (
        "Dewi Contoh",
        [P.DECISION_MAKER, P.SIGNATORY],
    )


def test_add_keeps_one_person_for_one_address(rangga, customer_a, customer_b, alia):
    first = add(rangga, customer_a)
    second = add(rangga, customer_b, name="D. Contoh", email="DEWI@example.org")
    signed_in = add(rangga, customer_b, name="Somebody", email="alia@example.org")

    assert second.person == first.person
    assert second.person.name == "Dewi Contoh"
    assert signed_in.person == alia.person


def test_add_takes_people_without_an_address_as_different(rangga, customer_a):
    first, second = add(rangga, customer_a, email=""), add(rangga, customer_a, email="")

    assert first.person != second.person


def test_add_refuses_the_same_person_twice(rangga, customer_a):
    add(rangga, customer_a)

    with pytest.raises(ContactRefused) as refusal:
        add(rangga, customer_a)

    assert refusal.value.message == "Dewi Contoh is a contact of Dinas Contoh already."


def test_change_corrects_name_position_and_parts(rangga, customer_a):
    contact = add(rangga, customer_a)

    change(rangga, contact, name="Dewi Contoh Sari", position="Director", parts=[P.SPONSOR])

    contact = Contact.objects.get()
    assert (contact.person.name, contact.position, contact.parts) == (
        "Dewi Contoh Sari",
        "Director",
        [P.SPONSOR],
    )


def test_change_leaves_the_name_of_who_signs_in(rangga, customer_a, alia):
    contact = add(rangga, customer_a, email="alia@example.org")
    assert not may_rename(contact)

    change(rangga, contact, name="Somebody else", position="Director")

    contact = Contact.objects.get()
    assert (contact.person.name, contact.position) == ("Alia Pemutus", "Director")


def test_change_leaves_the_name_of_who_sits_elsewhere_too(rangga, customer_a, customer_b):
    contact = add(rangga, customer_a)
    add(rangga, customer_b)

    change(rangga, contact, name="Somebody else")

    assert Person.objects.get(pk=contact.person_id).name == "Dewi Contoh"


def test_change_refuses_the_address_of_another(rangga, customer_a, alia):
    contact = add(rangga, customer_a)

    with pytest.raises(ContactRefused) as refusal:
        change(rangga, contact, email="ALIA@example.org")

    assert refusal.value.field == "email"


def test_remove_forgets_the_person_that_nothing_else_names(rangga, customer_a):
    contact = add(rangga, customer_a)

    remove_contact(contact=contact, actor=rangga, at=NOW)

    assert Contact.objects.count() == 0
    assert not Person.objects.filter(name="Dewi Contoh").exists()


def test_remove_keeps_who_signs_in_or_sits_elsewhere(rangga, customer_a, customer_b, alia):
    contact = add(rangga, customer_a)
    add(rangga, customer_b)
    signed_in = add(rangga, customer_a, email="alia@example.org")

    remove_contact(contact=contact, actor=rangga, at=NOW)
    remove_contact(contact=signed_in, actor=rangga, at=NOW)

    assert Person.objects.filter(name="Dewi Contoh").count() == 1
    assert Person.objects.filter(pk=alia.person_id).exists()


def test_contacts_leave_history(rangga, customer_a):
    contact = add(rangga, customer_a)
    change(rangga, contact, parts=[P.USER])
    pk = contact.pk
    remove_contact(contact=contact, actor=rangga, at=NOW)

    events = Contact.pgh_event_model.objects.filter(pgh_obj_id=pk).order_by("pgh_id")
    assert [e.pgh_label for e in events] == ["insert", "delete"]
    roles = ContactRole.pgh_event_model.objects.filter(contact_id=pk).order_by("pgh_id")
    assert [(e.pgh_label, e.part, e.valid_to) for e in roles] == [
        ("insert", P.DECISION_MAKER, None),
        ("insert", P.SIGNATORY, None),
        ("update", P.DECISION_MAKER, TODAY),
        ("update", P.SIGNATORY, TODAY),
        ("insert", P.USER, None),
        ("delete", P.DECISION_MAKER, TODAY),
        ("delete", P.SIGNATORY, TODAY),
        ("delete", P.USER, None),
    ]
