"""Say who approves and signs a version, and who may sign for whom at all."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import Person
from agreements.models import Agreement, Authority, Party, Signatory, Version
from agreements.queries.authorities import why_not
from agreements.queries.sides import sides_of
from agreements.queries.signing_access import may_keep_authorities
from brm.models import Contact
from common.problems import Refusal

from .take_step import lock_for_step


class SignatoryRefused(Refusal):
    """Nobody is named, or no authority kept, as given."""

    code = "signatory_refused"


@transaction.atomic
def name_signatory(
    *,
    version: Version,
    person: Person,
    party: Party | None,
    part: str = Signatory.Part.SIGNATORY,
    order: int = 1,
    actor: Any,
    at: dt.datetime,
) -> Signatory:
    """Name somebody to approve or sign, before signing is opened.

    Who signs has authority for the side today; who approves a customer's text is one of the
    customer's contacts. `party` None is our own organisation, where no party stands for it.
    """
    locked = _before_signing(version, actor)
    if party not in sides_of(locked.agreement):
        raise SignatoryRefused(_("Choose one of the sides of this agreement."), field="party")
    if not 1 <= order <= 99:
        raise SignatoryRefused(_("The order goes from 1 to 99."), field="order")
    named = Signatory(version=locked, person=person, party=party, part=part, order=order)
    if part == Signatory.Part.SIGNATORY:
        if reason := why_not(person, signatory=named, at=at):
            raise SignatoryRefused(reason, field="person")
    elif party is not None and party.customer_id is not None and not _is_contact(person, party):
        raise SignatoryRefused(
            _("%(person)s is no contact of %(party)s.") % {"person": person, "party": party},
            field="person",
        )
    try:
        with transaction.atomic():
            named.save()
    except IntegrityError as error:
        raise SignatoryRefused(_("This person is named already."), field="person") from error
    return named


@transaction.atomic
def drop_signatory(*, signatory: Signatory, actor: Any) -> None:
    """Take somebody off the list, before signing is opened; who has acted before stays on it."""
    _before_signing(signatory.version, actor)
    if signatory.signatures.exists():
        raise SignatoryRefused(
            _("This person has signed or declined before: the record of it stays.")
        )
    signatory.delete()


@transaction.atomic
def grant_authority(
    *,
    person: Person,
    capacity: str,
    customer: Any = None,
    provider: Any = None,
    agreement: Agreement | None = None,
    kind: str = "",
    basis: str = "",
    limit_amount: Decimal | None = None,
    currency: str = "",
    valid_from: dt.date,
    valid_to: dt.date | None = None,
    actor: Any,
    at: dt.datetime,
) -> Authority:
    """Write down that `person` may sign; `valid_to` is exclusive, no `limit_amount` no limit."""
    _refuse_keeping(actor, customer)
    if customer is not None and provider is not None:
        raise SignatoryRefused(_("For a customer or for a provider, not both."), field="customer")
    if not capacity.strip():
        raise SignatoryRefused(_("Say as what this person signs."), field="capacity")
    if valid_to is not None and valid_to <= valid_from:
        raise SignatoryRefused(_("It ends before it begins."), field="valid_to")
    if limit_amount is not None and limit_amount <= 0:
        raise SignatoryRefused(_("The amount is more than nothing."), field="limit_amount")
    if limit_amount is not None and not currency:
        raise SignatoryRefused(_("Say in which currency."), field="currency")
    return Authority.objects.create(
        person=person,
        customer=customer,
        provider=provider,
        agreement=agreement,
        kind=kind,
        capacity=capacity.strip(),
        basis=basis.strip(),
        limit_amount=limit_amount,
        currency=currency if limit_amount is not None else "",
        valid_from=valid_from,
        valid_to=valid_to,
        created_by=actor,
        created_at=at,
    )


@transaction.atomic
def revoke_authority(*, authority: Authority, actor: Any, at: dt.datetime) -> Authority:
    """End an authority now. What was signed by it stays signed; again it changes nothing."""
    _refuse_keeping(actor, authority.customer)
    locked = Authority.objects.select_for_update().get(pk=authority.pk)
    if locked.revoked_at is None:
        locked.revoked_at, locked.revoked_by = at, actor
        locked.save()
    return locked


def _before_signing(version: Version, actor: Any) -> Version:
    """The version, locked; who signs is settled once the text goes out."""
    current = Version.objects.get(pk=version.pk)
    if current.is_frozen:
        raise SignatoryRefused(_("Signing has begun: who signs does not change any more."))
    return lock_for_step("withdraw", current, actor=actor)


def _refuse_keeping(actor: Any, customer: Any) -> None:
    if not may_keep_authorities(actor, customer):
        raise SignatoryRefused(_("You may not say who signs for them."))


def _is_contact(person: Person, party: Party) -> bool:
    return Contact.objects.filter(person=person, customer=party.customer_id).exists()
