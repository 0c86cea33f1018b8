"""Begin an agreement, and change what stands on its cover."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.queries.roles import has_role
from agreements.models import Agreement, Party, Signature, Version
from agreements.queries.access import (
    MANAGERS,
    managed_customers,
    may_manage_agreement,
    may_manage_kind,
)
from brm.models import Customer
from common.db.codes import next_code
from common.problems import Refusal
from slm.models import Provider

from .bind_customers import bind_customers


class AgreementRefused(Refusal):
    """The agreement is not saved as given."""

    code = "agreement_refused"


def propose_code(kind: str) -> str:
    """The next free code of a kind: SLA-0042, OLA-0007, UC-0003."""
    return next_code(Agreement, kind.upper())


@transaction.atomic
def create_agreement(
    *,
    code: str,
    title: str,
    kind: str,
    level: str = Agreement.Level.CUSTOMER,
    parent: Agreement | None = None,
    zone: str,
    customers: Iterable[Customer],
    providers: Iterable[Provider] = (),
    owner: Any = None,
    is_intent: bool = False,
    is_contractual: bool | None = None,
    is_standard: bool = False,
    next_review_on: dt.date | None = None,
    actor: Any,
    at: dt.datetime,
) -> Agreement:
    """Begin an agreement with its parties and an empty first version.

    It is a draft, or with `is_intent` a statement of intent whose draft is begun later (P10).
    A supplier's contract is contractual unless told otherwise (R47); the next review is a year
    ahead unless a day is named (R72).
    """
    bound = list(customers)
    if not may_manage_kind(actor, kind):
        raise AgreementRefused(_("You may not write agreements of this kind."), field="kind")
    _check_customers(bound, kind, actor)
    _check_parent(parent, None)
    agreement = Agreement(
        code=code or propose_code(kind),
        title=title.strip(),
        kind=kind,
        level=level if kind == Agreement.Kind.SLA else "",
        parent=parent,
        zone=zone,
        owner=owner,
        is_contractual=kind == Agreement.Kind.UC if is_contractual is None else is_contractual,
        is_standard=is_standard,
        created_at=at,
    )
    if next_review_on is not None:
        agreement.next_review_on = next_review_on
    _check_fields(agreement)
    try:
        with transaction.atomic():
            agreement.save()
    except IntegrityError as error:
        raise AgreementRefused(_("This code is taken."), field="code") from error
    _set_parties(agreement, bound, list(providers))
    state = Version.State.INTENT if is_intent else Version.State.DRAFT
    Version.objects.create(agreement=agreement, number=1, state=state)
    return agreement


@transaction.atomic
def update_agreement(
    *,
    agreement: Agreement,
    title: str,
    level: str,
    parent: Agreement | None,
    zone: str,
    customers: Iterable[Customer],
    providers: Iterable[Provider],
    owner: Any,
    is_contractual: bool | None = None,
    is_standard: bool | None = None,
    actor: Any,
) -> Agreement:
    """Change title, owner, level and, while nothing has been in force, zone and parties.

    What has been in force binds: its customers and its zone stay.
    """
    locked = Agreement.objects.select_for_update().get(pk=agreement.pk)
    bound, supplied = list(customers), list(providers)
    if not may_manage_agreement(actor, locked):
        raise AgreementRefused(_("You may not change this agreement."))
    has_bound = locked.versions.exclude(activated_at=None).exists()
    if not has_bound and _parties_differ(locked, bound, supplied):
        _refuse_if_signed(locked)
    if has_bound and zone != locked.zone:
        raise AgreementRefused(
            _("The zone stays: dates of a version that has been in force count in it."),
            field="zone",
        )
    if has_bound and {row.pk for row in bound} != set(
        locked.customers.values_list("pk", flat=True)
    ):
        raise AgreementRefused(
            _("The customers stay: a version that has been in force binds them."), field="customers"
        )
    if not has_bound:
        _check_customers(bound, locked.kind, actor)
    _check_parent(parent, locked)
    locked.title, locked.zone, locked.owner = title.strip(), zone, owner
    locked.level = level if locked.kind == Agreement.Kind.SLA else ""
    locked.parent = parent
    if is_contractual is not None:
        locked.is_contractual = is_contractual
    if is_standard is not None:
        locked.is_standard = is_standard
    _check_fields(locked)
    locked.save()
    _set_parties(locked, bound, supplied)
    if has_bound:
        bind_customers(agreement=locked)
    return locked


def _check_customers(customers: list[Customer], kind: str, actor: Any) -> None:
    if kind != Agreement.Kind.SLA and not customers:
        return
    if has_role(actor, *MANAGERS):
        return
    allowed = set(managed_customers(actor).values_list("pk", flat=True))
    if not customers or {row.pk for row in customers} - allowed:
        raise AgreementRefused(
            _("Choose customers whose agreements you manage."), field="customers"
        )


def _check_parent(parent: Agreement | None, child: Agreement | None) -> None:
    above = parent
    while above is not None:
        if child is not None and above.pk == child.pk:
            raise AgreementRefused(
                _("An agreement cannot stand under itself or what is under it."), field="parent"
            )
        above = above.parent


def _parties_differ(
    agreement: Agreement, customers: list[Customer], providers: list[Provider]
) -> bool:
    named: set[tuple[int | None, int | None]] = set(
        agreement.parties.values_list("customer", "provider")
    )
    wanted: set[tuple[int | None, int | None]] = {(row.pk, None) for row in customers}
    wanted |= {(None, row.pk) for row in providers}
    return named != wanted


def _refuse_if_signed(agreement: Agreement) -> None:
    """Parties stay while a text is out for signing, and where somebody has signed for one."""
    out = agreement.versions.filter(state=Version.State.SIGNING).exists()
    if out or Signature.objects.filter(signatory__version__agreement=agreement).exists():
        raise AgreementRefused(
            _("The parties stay: somebody was asked to sign for them."), field="customers"
        )


def _check_fields(agreement: Agreement) -> None:
    try:
        agreement.clean_fields(exclude=["owner", "parent", "next_review_on"])
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise AgreementRefused(messages[0], field=field) from error


def _set_parties(
    agreement: Agreement, customers: list[Customer], providers: list[Provider]
) -> None:
    """Make the parties those given; rows that stay are not touched, so their history is quiet."""
    agreement.parties.exclude(customer=None).exclude(customer__in=customers).delete()
    agreement.parties.exclude(provider=None).exclude(provider__in=providers).delete()
    known: set[tuple[int | None, int | None]] = set(
        agreement.parties.values_list("customer", "provider")
    )
    Party.objects.bulk_create(
        [
            Party(agreement=agreement, customer=customer, role=Party.Role.RECIPIENT)
            for customer in customers
            if (customer.pk, None) not in known
        ]
        + [
            Party(agreement=agreement, provider=provider, role=Party.Role.PROVIDER)
            for provider in providers
            if (None, provider.pk) not in known
        ]
    )
