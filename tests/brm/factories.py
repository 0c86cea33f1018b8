"""Short ways to what the tests of brm need again and again."""

from accounts.models import Person, Role, User
from brm.models import Contact, ContactRole, Customer, Grant


def make_customer(code: str, parent: Customer | None = None, **fields) -> Customer:
    """A customer written past the verb: tests of questions need no manager."""
    return Customer.objects.create(
        code=code, name=fields.pop("name", code.title()), parent=parent, **fields
    )


def make_contact(customer: Customer, name: str, *parts: str, service=None, **fields) -> Contact:
    """A person at the customer who plays these parts since before anybody wrote it down."""
    person = Person.objects.create(name=name, email=f"{name.split()[0].lower()}@bank.example")
    contact = Contact.objects.create(person=person, customer=customer, **fields)
    return with_parts(contact, *parts, service=service)


def with_parts(contact: Contact, *parts: str, service=None) -> Contact:
    """The same person, who plays these parts too."""
    for part in parts:
        ContactRole.objects.create(contact=contact, part=part, service=service)
    return contact


def grant(user: User, customer: Customer, role: Role = Role.CUSTOMER) -> Grant:
    return Grant.objects.create(user=user, role=role, customer=customer)


def codes(queryset) -> set[str]:
    return set(queryset.values_list("code", flat=True))
