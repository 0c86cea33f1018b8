"""Reads the rows of an uploaded table, or of a machine's body, as a register takes them."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from portfolio.queries.directory import Directory
from portfolio.queries.registers import Register

DAY = dt.timedelta(days=1)


def row_of(
    register: Register, values: Mapping[str, Any], directory: Directory
) -> tuple[dict[str, Any], dict[str, str]]:
    """The row with its records in place of their names, and what is wrong with it by field."""
    said: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for column in register.columns:
        value = values.get(column.name)
        if column.name in ("customer", "service"):
            value, message = directory.find(column.name, value or "")
            if message:
                errors[column.name] = message
        elif column.name == "comparability" and isinstance(value, Decimal):
            if value != value.to_integral_value():
                errors[column.name] = _("Write a whole number from 1 to 5.")
            value = int(value)
        elif column.name == "valid_until" and value is not None:
            value = value + DAY  # a table names the last day included
        said[column.name] = value
    if not register.has_customer and not directory.for_everybody:
        errors[""] = _("Only who manages every customer may write this.")
    return said, errors
