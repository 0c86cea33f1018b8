"""Whether somebody may sign a version for one of its sides."""

import datetime as dt
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import Person
from agreements.models import Authority, Signatory
from agreements.queries.local_dates import local_day
from agreements.queries.sides import name_of
from brm.models import Customer
from common.ui.numbers import write_money


def authorities_for(person: Person, *, signatory: Signatory, at: dt.datetime) -> Any:
    """What lets `person` sign in this place, whatever the amount: valid on the agreement's day."""
    agreement = signatory.version.agreement
    on = local_day(at, agreement.zone)
    assert on is not None
    rows = (
        Authority.objects.valid_on(on)
        .filter(Q(agreement=None) | Q(agreement=agreement), person=person)
        .filter(kind__in=("", agreement.kind))
    )
    party = signatory.party
    if party is None:
        return rows.filter(customer=None, provider=None)
    if party.provider_id is not None:
        return rows.filter(provider=party.provider_id)
    assert party.customer_id is not None  # a constraint: customer or provider
    return rows.filter(customer__in=Customer.objects.above([party.customer_id]))


def authority_of(person: Person, *, signatory: Signatory, at: dt.datetime) -> Authority | None:
    """The authority by which `person` may sign this version in this place; the widest first."""
    rows = authorities_for(person, signatory=signatory, at=at)
    return next((row for row in _widest_first(rows) if not _short_of(row, signatory)), None)


def why_not(person: Person, *, signatory: Signatory, at: dt.datetime) -> str:
    """Why `person` may not sign in this place; empty where they may."""
    rows = _widest_first(authorities_for(person, signatory=signatory, at=at))
    if not rows:
        return _("%(person)s has no authority to sign for %(side)s today.") % {
            "person": person,
            "side": name_of(signatory.party),
        }
    reasons = [_short_of(row, signatory) for row in rows]
    return "" if "" in reasons else reasons[0]


def write_authority(authority: Authority) -> str:
    """By virtue of what somebody signs, in words that stay as they are: capacity and limit."""
    if authority.limit_amount is None:
        limit = _("no limit")
    else:
        limit = _("up to %(amount)s") % {
            "amount": write_money(authority.limit_amount, authority.currency)
        }
    words = [authority.capacity, authority.basis, limit]
    return ", ".join(word for word in words if word)[:300]


def _short_of(authority: Authority, signatory: Signatory) -> str:
    if authority.limit_amount is None:
        return ""
    version = signatory.version
    limit = write_money(authority.limit_amount, authority.currency)
    words = {"person": authority.person, "limit": limit}
    if version.value_amount is None:
        return _("%(person)s may sign up to %(limit)s: say what the agreement is worth.") % words
    if version.value_currency != authority.currency:
        return _(
            "%(person)s may sign up to %(limit)s, and the agreement counts in %(currency)s."
        ) % (words | {"currency": version.value_currency})
    if version.value_amount > authority.limit_amount:
        worth = write_money(version.value_amount, version.value_currency)
        return _("%(person)s may sign up to %(limit)s; the agreement is worth %(worth)s.") % (
            words | {"worth": worth}
        )
    return ""


def _widest_first(rows: Any) -> list[Authority]:
    found = list(rows.select_related("person"))
    return sorted(
        found, key=lambda row: (row.limit_amount is not None, -(row.limit_amount or 0), str(row.pk))
    )
