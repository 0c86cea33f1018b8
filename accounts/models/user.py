"""Who signs in."""

import uuid
import zoneinfo
from typing import Any

import pghistory
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from .person import Person


def validate_zone(name: str) -> None:
    """Refuse a time zone that the pinned time zone data does not know."""
    if name not in zoneinfo.available_timezones():
        raise ValidationError(_("There is no time zone called %(name)s."), params={"name": name})


class UserManager(BaseUserManager["User"]):
    def get_queryset(self) -> models.QuerySet["User"]:
        """With the person: nearly every page writes the name of whoever looks."""
        return super().get_queryset().select_related("person")

    def create_user(
        self, email: str, name: str, password: str | None = None, **fields: Any
    ) -> "User":
        """Create the person and the user that signs in as them; without a password not yet."""
        person = Person.objects.create(name=name, email=email)
        user = self.model(email=self.normalize_email(email).lower(), person=person, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
    # `view` follows the reader around the pages: a footstep, no decision that anybody reviews.
    exclude=["password", "last_login", "view"],
)
class User(AbstractBaseUser):
    """A person who signs in by e-mail. Roles say what they may do, grants for which customers."""

    class View(models.TextChoices):
        RELATIONSHIPS = "relationships", _("Relationships")
        LEVELS = "levels", _("Service levels")

    class Theme(models.TextChoices):
        SYSTEM = "system", _("As the system")
        LIGHT = "light", _("Light")
        DARK = "dark", _("Dark")

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(_("e-mail"), unique=True)
    person = models.OneToOneField(Person, models.PROTECT, related_name="user")
    language = models.CharField(
        _("language"),
        max_length=5,
        choices=[("en", "English"), ("id", "Bahasa Indonesia")],
        default="en",
    )
    zone = models.CharField(
        _("time zone"), max_length=64, default="UTC", validators=[validate_zone]
    )
    view = models.CharField(
        _("first view"), max_length=16, choices=View.choices, default=View.LEVELS
    )
    is_active = models.BooleanField(_("may sign in"), default=True)
    joined_at = models.DateTimeField(_("joined"), auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ["email"]
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_without_case")]

    def __str__(self) -> str:
        return self.person.name

    def clean(self) -> None:
        super().clean()
        self.email = self.email.lower()

    @property
    def name(self) -> str:
        """The person's name."""
        return self.person.name

    def get_full_name(self) -> str:
        return self.person.name
