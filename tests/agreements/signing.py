"""Scenes of negotiation and signing: Sari signs for us, Alia for Dinas Contoh."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.test import Client
from django.urls import reverse

from accounts.models import User
from agreements.models import Agreement, Party, SectionSet, Signatory, Version
from agreements.operations.name_signatories import grant_authority, name_signatory
from agreements.operations.negotiate import agree, negotiate
from agreements.operations.save_sections import choose_section_set
from agreements.operations.save_version import save_version
from agreements.operations.sign import open_signing, sign
from tests.agreements.scenes import draft, indicator, write
from tests.cast import NOW

EARLIER = NOW - dt.timedelta(days=20)


def authority(person: Any, *, actor: User, customer: Any = None, **fields: Any) -> Any:
    """`person` may sign for `customer`, without one for ourselves, without a limit."""
    values = {"capacity": "Head of office", "valid_from": dt.date(2026, 1, 1)} | fields
    return grant_authority(person=person, customer=customer, actor=actor, at=EARLIER, **values)


def short_set() -> SectionSet:
    """A set of sections that asks for nothing."""
    names = {"kind": Agreement.Kind.SLA, "name": "Short", "name_id": "Singkat"}
    return SectionSet.objects.get_or_create(code="SHORT", defaults=names)[0]


def handed_over(actor: User, *customers: Any, code: str = "SLA-0042", **terms: Any) -> Version:
    """A draft with a term and a target, without evidence, in negotiation."""
    version = write(draft(actor, *customers, code=code), [indicator()], actor, **terms)
    save_version(
        version=version,
        starts_on=dt.date(2026, 11, 1),
        ends_on=dt.date(2026, 12, 31),
        evidence="",
        actor=actor,
    )
    version = choose_section_set(
        version=version, section_set=short_set(), governing_language="en", actor=actor
    )
    return negotiate(version=version, actor=actor, at=EARLIER)


def agreed(actor: User, *customers: Any, **terms: Any) -> Version:
    """The same, agreed on."""
    version = handed_over(actor, *customers, **terms)
    return agree(version=version, note="By telephone", actor=actor, at=EARLIER)


def party_of(version: Version, customer: Any) -> Party:
    return version.agreement.parties.get(customer=customer)


def place(
    version: Version, user: User, actor: User, *, party: Any = None, **fields: Any
) -> Signatory:
    """Name `user` to sign."""
    return name_signatory(
        version=version, person=user.person, party=party, actor=actor, at=EARLIER, **fields
    )


def sent_out(sari: User, alia: User, customer: Any, **terms: Any) -> Version:
    """Out for signing: Sari signs first, then Alia."""
    version = agreed(sari, customer, **terms)
    authority(sari.person, actor=sari)
    authority(alia.person, actor=sari, customer=customer)
    place(version, sari, sari, order=1)
    place(version, alia, sari, party=party_of(version, customer), order=2)
    return open_signing(version=version, actor=sari, at=NOW)


def signed_by_both(sari: User, alia: User, customer: Any) -> Version:
    """Signed by both in the application, not yet in force."""
    version = sent_out(sari, alia, customer)
    for user in (sari, alia):
        sign(signatory=version.signatories.get(person=user.person), actor=user, at=NOW)
    version.refresh_from_db()
    return version


LIMITED = {"limit_amount": Decimal("1000.00"), "currency": "IDR"}


def seated(user: User) -> Client:
    """A browser in which this user has just shown who they are."""
    client = Client()
    given = {"login": user.email, "password": "a long password"}
    assert client.post(reverse("account_login"), given).status_code == 302
    again = {"password": given["password"]}
    assert client.post(reverse("account_reauthenticate"), again).status_code == 302
    return client
