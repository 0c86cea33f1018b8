"""Ask the customers whose word a promise wants before time is left out."""

import datetime as dt

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext_noop

from accounts.models import Role, User
from agreements.queries.exclusion_consents import consents_by_promises, party_key
from brm.models import Customer, Grant
from notices.models import Severity
from notices.operations.write_notice import write_notice
from slm.models import Exclusion

KIND = "agreements.exclusion"


def ask_customers(*, exclusion: Exclusion, at: dt.datetime) -> None:
    """Write each customer that is asked one notice, in the transaction of what is proposed.

    A change of the proposal asks anew.
    """
    wanted = consents_by_promises(exclusion)
    if wanted is None or not wanted.parties:
        return
    keys = {key for key, _name in wanted.parties}
    codes = {key.partition(":")[2] for key in keys}
    fact = exclusion.fact
    for customer in Customer.objects.filter(code__in=codes).order_by("pk"):
        if party_key(customer) not in keys:
            continue
        write_notice(
            kind=KIND,
            subject=f"exclusion:{exclusion.pk}",
            period="",
            level=customer.code,
            episode=fact.version_number,
            severity=Severity.WARNING,
            facts={
                "reference": exclusion.external_id,
                "service": fact.service.name,
                "customer": customer.name,
                "start_at": fact.start_at,
                "end_at": fact.end_at,
                "zone": customer.zone,
            },
            url=reverse(
                "agreements:my-exclusion", args=[exclusion.source.code, exclusion.external_id]
            ),
            recipients=[
                (user, gettext_noop("your word is asked for before time is left out"))
                for user in _people_of(customer)
            ],
            scope=[customer.pk],
            at=at,
        )


def _people_of(customer: Customer) -> list[User]:
    granted = Grant.objects.filter(
        user=OuterRef("pk"), role=Role.CUSTOMER, customer__in=Customer.objects.above([customer.pk])
    )
    return list(User.objects.filter(Exists(granted), is_active=True).order_by("pk"))
