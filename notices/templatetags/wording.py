"""What the texts of notices need beside the house's filters: instants in plain text."""

from datetime import datetime
from typing import Any

from django import template

from common.ui.times import write_instant

register = template.Library()


@register.filter
def instant(at: datetime, zone: Any = None) -> str:
    """Write an instant to the second in a zone (default: the reader's): `{{ at|instant:zone }}`."""
    return write_instant(at, zone=zone, form="seconds")
