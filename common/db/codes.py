"""Short human keys: `[A-Z0-9-]`, unique without regard to case, never changed (decision 29)."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

PATTERN = "[A-Za-z0-9-]{1,32}"


class CodeField(models.CharField):
    """A record's code, kept in capitals so that uniqueness ignores case.

    A model says `unique=True` itself: a field that were so by default would also be so in the
    history, where a record's code stands once for every change.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 32)
        kwargs.setdefault("verbose_name", _("code"))
        super().__init__(*args, **kwargs)
        self.validators = [
            *self.validators,
            RegexValidator(
                r"^[A-Z0-9-]{1,32}\Z", _("Use capital letters, digits and hyphens, at most 32.")
            ),
        ]

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)
        return value.strip().upper() if isinstance(value, str) else value

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = self.to_python(super().pre_save(model_instance, add))
        setattr(model_instance, self.attname, value)
        return value


def next_code(model: type[models.Model], prefix: str) -> str:
    """Propose the next free code of a numbered series, e.g. `SLA-0042`; the unique key decides."""
    taken = model._default_manager.filter(code__regex=rf"^{prefix}-\d+$").values_list(
        "code", flat=True
    )
    highest = max((int(code.rsplit("-", 1)[1]) for code in taken), default=0)
    return f"{prefix}-{highest + 1:04d}"


def check_code_unchanged(instance: models.Model) -> None:
    """Refuse to change the code of a stored record: links and imports rely on it."""
    if instance.pk is None:
        return
    stored = type(instance)._default_manager.filter(pk=instance.pk).values_list("code", flat=True)
    if stored and stored[0] != instance.code:  # type: ignore[attr-defined]
        raise ValidationError({"code": _("A code never changes once it is given.")})
