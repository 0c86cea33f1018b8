"""Keys for machines."""

from typing import Any, ClassVar

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _
from rest_framework_api_key.models import AbstractAPIKey, BaseAPIKeyManager


class Scope(models.TextChoices):
    """What a token may do; it never may more than the user it belongs to."""

    STATUS_READ = "status:read", _("Read SLA status")
    FACTS_WRITE = "facts:write", _("Write measurements and outages")
    RECORDS_READ = "records:read", _("Read services, customers and agreements")
    RECORDS_WRITE = "records:write", _("Change services, customers and agreements")


class ApiTokenManager(BaseAPIKeyManager):
    def get_usable_keys(self) -> models.QuerySet["ApiToken"]:
        """The tokens that were not revoked, each with its user and person for the request."""
        keys: Any = super().get_usable_keys()
        return keys.select_related("user__person")

    def visible_to(self, user: Any) -> models.QuerySet["ApiToken"]:
        """The tokens that `user` made."""
        tokens: Any = self.filter(user=user) if user.is_authenticated else self.none()
        return tokens


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
    # The primary key holds the hash, and a history must not: a token is known by its prefix there.
    fields=["prefix", "name", "user", "scopes", "is_limited", "revoked", "expiry_date"],
    obj_field=None,
    model_name="ApiTokenEvent",
)
class ApiToken(AbstractAPIKey):
    """A hashed key that acts as a user, within its scopes, until it expires.

    The primary key holds the hash, so pages and links use `prefix`.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="api_tokens")
    scopes = ArrayField(
        models.CharField(max_length=20, choices=Scope.choices), verbose_name=_("scopes")
    )
    is_limited = models.BooleanField(
        _("for some customers only"),
        default=False,
        help_text=_("The customers are kept by relationship management; none there means none."),
    )
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True)

    # The library types its manager for its own model.
    objects: ClassVar[Any] = ApiTokenManager()

    class Meta(AbstractAPIKey.Meta):
        abstract = False
        verbose_name = _("API token")  # type: ignore[assignment]
        verbose_name_plural = _("API tokens")  # type: ignore[assignment]

    @property
    def scope_words(self) -> list[Any]:
        """What the token may do, in the reader's words."""
        words = dict(Scope.choices)
        return [words.get(scope, scope) for scope in self.scopes]
