"""What verbs of brm do alike before they save: one message, at the field that caused it."""

from typing import Any

from django.core.exceptions import ValidationError

from common.problems import Refusal


def refuse_bad_fields(
    record: Any, refusal: type[Refusal], *, exclude: tuple[str, ...] = ()
) -> None:
    """Raise `refusal` with the first thing wrong with the record's fields and constraints."""
    try:
        record.full_clean(exclude=exclude)
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise refusal(" ".join(messages), field=None if field == "__all__" else field) from error
