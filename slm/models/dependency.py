"""What a service needs."""

import pghistory
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from .service import Service


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Dependency(models.Model):
    """`service` needs `needs`. Of the rows of one `group`, `required` many suffice."""

    service = models.ForeignKey(Service, models.CASCADE, related_name="dependencies")
    needs = models.ForeignKey(Service, models.PROTECT, related_name="dependents")
    group = models.CharField(_("redundancy group"), max_length=32, blank=True)
    required = models.PositiveSmallIntegerField(
        _("how many of the group suffice"), default=1, validators=[MinValueValidator(1)]
    )

    class Meta:
        ordering = ["service", "group", "needs"]
        verbose_name = _("dependency")
        verbose_name_plural = _("dependencies")
        constraints = [
            models.UniqueConstraint(fields=["service", "needs"], name="dependency_once"),
            models.CheckConstraint(
                condition=~models.Q(service=models.F("needs")), name="dependency_on_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service} → {self.needs}"
