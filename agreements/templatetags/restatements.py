"""What the notice of a restatement says: words of verdicts and of what changed."""

from typing import Any

from django import template

from agreements.models import State
from agreements.queries.causes import write_cause

register = template.Library()


@register.filter
def verdict_word(state: str) -> str:
    """{{ after_state|verdict_word }}: met, missed, no data."""
    return str(State(state).label)


@register.filter
def what_changed(cause: dict[str, Any]) -> str:
    """{{ cause|what_changed }}: O-1 was corrected."""
    return write_cause(cause)
