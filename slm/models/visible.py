"""Whose eyes the records of service level management are for."""

from typing import Any, Self

from django.db import models

from accounts.queries.roles import may_read_levels


class ProviderQuerySet(models.QuerySet[Any]):
    """Records for provider roles without a limit to customers (decision 2)."""

    def visible_to(self, user: Any) -> Self:
        """Everything for whoever may look at services and raw facts, nothing for anybody else."""
        return self if may_read_levels(user) else self.none()
