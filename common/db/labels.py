"""How the fields of a model are called."""

from typing import Any

from django.db import models


def field_label(model: type[models.Model], name: str) -> Any:
    """The label of a column of `model`, in the reader's language."""
    field = model._meta.get_field(name)
    assert isinstance(field, models.Field)
    return field.verbose_name
