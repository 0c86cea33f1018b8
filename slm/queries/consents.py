"""Who must agree before an exclusion takes time out of a level.

The manager of service levels alone, unless an app above says otherwise: it knows for whom a level
was promised, and whose word the promise asks for. It registers a question in its
`AppConfig.ready()`; service levels know the parties by a key and a name only.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from slm.models import Consent, Decision, Exclusion


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whose approval is wanted: the manager's, and that of parties by key with their names."""

    manager: bool = True
    parties: tuple[tuple[str, str], ...] = ()

    @property
    def keys(self) -> frozenset[str]:
        mine = {Consent.MANAGER} if self.manager else set()
        return frozenset(mine | {key for key, _name in self.parties})


Ask = Callable[[Exclusion], Wanted | None]
_askers: list[Ask] = []


def register_consents(ask: Ask) -> None:
    """Have `ask(exclusion)` say whose approval is wanted; None where it has no opinion."""
    _askers.append(ask)


def wanted_consents(exclusion: Exclusion) -> Wanted:
    """Whose approval the exclusion needs as the promises that it touches now stand."""
    opinions = [one for ask in _askers if (one := ask(exclusion)) is not None]
    if not opinions:
        return Wanted()
    parties = {party: None for one in opinions for party in one.parties}
    return Wanted(any(one.manager for one in opinions), tuple(sorted(parties)))


def missing_names(exclusion: Exclusion) -> list[str]:
    """The names of those who have not said anything yet, the manager of levels first."""
    wanted = wanted_consents(exclusion)
    said = set(exclusion.consents.values_list("party", flat=True))
    names = [_("a service level manager")] if wanted.manager and Consent.MANAGER not in said else []
    return names + [name for key, name in wanted.parties if key not in said]


def outcome(wanted: Wanted, said: dict[str, str]) -> Decision:
    """What follows of what was said, by party: one refusal refuses, all approvals approve."""
    if Decision.REFUSED in said.values():
        return Decision.REFUSED
    approved = {key for key, decision in said.items() if decision == Decision.APPROVED}
    return Decision.APPROVED if wanted.keys <= approved else Decision.NONE
