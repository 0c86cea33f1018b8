"""The two sides of a relationship."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Side(models.TextChoices):
    PROVIDER = "provider", _("We, the provider")
    CUSTOMER = "customer", _("The customer")
