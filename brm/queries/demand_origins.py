"""Finds the meeting or the complaint in which a demand arose, by the code that was written down."""

from typing import Any

from brm.models import Interaction
from brm.queries.feedback_access import seen_feedback


def find_meeting(user: Any, note: str) -> tuple[str, str] | None:
    """The meeting whose code the note begins with, where `user` sees it for the provider."""
    found = Interaction.objects.seen_from_within(user).filter(code=_code(note)).first()
    return (note.strip(), found.get_absolute_url()) if found else None


def find_complaint(user: Any, note: str) -> tuple[str, str] | None:
    """The feedback whose code the note begins with, where `user` sees it for the provider."""
    found = seen_feedback(user).filter(code=_code(note)).first()
    return (note.strip(), found.get_absolute_url()) if found else None


def _code(note: str) -> str:
    return note.split(maxsplit=1)[0].strip(",.:;").upper() if note.strip() else ""
