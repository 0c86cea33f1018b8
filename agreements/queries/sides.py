"""The sides of an agreement that have to sign: its parties, and our own organisation."""

from accounts.models import Installation
from agreements.models import Agreement, Party, Signatory, Version


def we_sign_ourselves(agreement: Agreement) -> bool:
    """Whether our own organisation is a side that no party stands for.

    It gives what an SLA promises where no provider is named, and receives what an OLA or a UC
    promises where no customer is.
    """
    if agreement.kind == Agreement.Kind.SLA:
        return not agreement.parties.exclude(provider=None).exists()
    return not agreement.parties.exclude(customer=None).exists()


def our_name() -> str:
    """What our own organisation is called."""
    return str(Installation.current().organisation)


def sides_of(agreement: Agreement) -> list[Party | None]:
    """The parties, and None for our own organisation where it is a side."""
    parties: list[Party | None] = list(
        agreement.parties.select_related("customer", "provider").order_by("-role", "pk")
    )
    return [None, *parties] if we_sign_ourselves(agreement) else parties


def name_of(party: Party | None) -> str:
    """A side's name as people read it."""
    return our_name() if party is None else str(party)


def missing_sides(version: Version) -> list[str]:
    """The names of the sides for which nobody signs yet."""
    signed_for = set(
        version.signatories.filter(part=Signatory.Part.SIGNATORY).values_list("party", flat=True)
    )
    return [
        name_of(party)
        for party in sides_of(version.agreement)
        if (party.pk if party else None) not in signed_for
    ]
