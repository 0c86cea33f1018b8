"""Finds customers and services by what people call them: code first, then a name that is one's."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from brm.models import Customer
from portfolio.queries.money_access import may_write_for_everybody, written_customers
from slm.models import Service


class Directory:
    """What `user` may write figures of; asked for every row, read once."""

    def __init__(self, user: Any) -> None:
        self._customers = _by_name(written_customers(user))
        self._services = _by_name(Service.objects.all())
        self.for_everybody = may_write_for_everybody(user)

    def customer(self, text: str) -> Customer | None:
        """The customer that `user` manages and that is called so."""
        return self._customers.get(text.strip().casefold())

    def service(self, text: str) -> Service | None:
        return self._services.get(text.strip().casefold())

    def find(self, field: str, text: str) -> tuple[Any, str]:
        """The record, or None with what to write instead; an empty customer is everybody."""
        if field == "customer":
            if not text.strip():
                return None, "" if self.for_everybody else _("Name a customer that you manage.")
            found: Any = self.customer(text)
            return found, "" if found else _("You manage no customer with this code or name.")
        found = self.service(text)
        return found, "" if found else _("There is no service with this code or name.")


def _by_name(rows: Iterable[Any]) -> dict[str, Any]:
    """Rows by code, and by name where only one has it and no code is spelt so."""
    rows = list(rows)
    codes = {row.code.casefold(): row for row in rows}
    names: dict[str, list[Any]] = {}
    for row in rows:
        names.setdefault(row.name.casefold(), []).append(row)
    return {name: found[0] for name, found in names.items() if len(found) == 1} | codes
