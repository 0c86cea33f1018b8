"""The customer portfolio: organisations and their units."""

from typing import Any, ClassVar

import pghistory
from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.expressions import RawSQL
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from tree_queries.fields import TreeNodeForeignKey
from tree_queries.query import TreeQuerySet

from accounts.models import Role, validate_zone
from accounts.queries.roles import roles_of
from common.db.codes import CodeField

# Who sees every customer without a grant.
SEE_ALL = frozenset(
    {
        Role.ADMINISTRATOR,
        Role.SERVICE_LEVEL_MANAGER,
        Role.RELATIONSHIP_MANAGER,
        Role.SERVICE_OWNER,
        Role.AUDITOR,
    }
)

# UNION, not UNION ALL: a cycle that was written past the form then still ends.
_SUBTREES = """
    WITH RECURSIVE subtree(id) AS (
        SELECT id FROM brm_customer WHERE id = ANY(%s)
        UNION
        SELECT child.id FROM brm_customer child JOIN subtree ON child.parent_id = subtree.id
    )
    SELECT id FROM subtree
"""

_PATHS = """
    WITH RECURSIVE path(id, parent_id) AS (
        SELECT id, parent_id FROM brm_customer WHERE id = ANY(%s)
        UNION
        SELECT above.id, above.parent_id
          FROM brm_customer above JOIN path ON above.id = path.parent_id
    )
    SELECT id FROM path
"""


class CustomerQuerySet(TreeQuerySet):
    def above(self, leaves: list[int]) -> "CustomerQuerySet":
        """The customers named by `leaves` and everything they are part of, in one query."""
        return self.filter(pk__in=RawSQL(_PATHS, [list(leaves)]))

    def within(self, roots: list[int]) -> "CustomerQuerySet":
        """The customers named by `roots` and everything below them, in one query."""
        return self.filter(pk__in=RawSQL(_SUBTREES, [list(roots)]))

    def visible_to(self, user: Any, *, roles: tuple[Role, ...] = tuple(Role)) -> "CustomerQuerySet":
        """The customers that `user` may see: all by role, subtrees by grant, else none.

        `roles` narrows the question to what `user` may see in those roles. A token that is limited
        to customers sees what its user sees and its limit allows.
        """
        from .grant import Grant, TokenScope

        if not getattr(user, "is_authenticated", False) or not user.is_active:
            return self.none()
        token = getattr(user, "token", None)
        limited = self
        if token is not None and token.is_limited:
            limits = TokenScope.objects.filter(token=token).values_list("customer_id", flat=True)
            limited = self.within(list(limits))
        if roles_of(user) & SEE_ALL & set(roles):
            return limited
        granted = Grant.objects.filter(user=user, role__in=roles).values_list(
            "customer_id", flat=True
        )
        return limited.within(list(granted))


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Customer(models.Model):
    """An organisation or one of its units (R37, R40). The tree has any depth."""

    class Standing(models.TextChoices):
        PROSPECT = "prospect", _("Prospect")
        ACTIVE = "active", _("Active")
        DORMANT = "dormant", _("Dormant")
        FORMER = "former", _("Former")

    class Relation(models.TextChoices):
        INTERNAL = "internal", _("Internal")
        EXTERNAL = "external", _("External")

    code = CodeField(unique=True)
    name = models.CharField(_("name"), max_length=120)
    parent = TreeNodeForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("part of"),
    )
    relation = models.CharField(
        _("relation"), max_length=8, choices=Relation.choices, default=Relation.EXTERNAL
    )
    standing = models.CharField(
        _("standing"), max_length=8, choices=Standing.choices, default=Standing.ACTIVE
    )
    description = models.TextField(_("business"), blank=True)
    zone = models.CharField(
        _("time zone"), max_length=64, default="UTC", validators=[validate_zone]
    )
    currency = models.CharField(
        _("currency"),
        max_length=3,
        default="EUR",
        validators=[RegexValidator(r"^[A-Z]{3}\Z", _("Three capital letters, such as IDR."))],
    )
    language = models.CharField(
        _("language"),
        max_length=5,
        choices=[("en", "English"), ("id", "Bahasa Indonesia")],
        default="en",
    )
    manager = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("relationship manager"),
    )

    objects: ClassVar[Any] = CustomerQuerySet.as_manager(with_tree_fields=False)

    class Meta:
        ordering = ["name", "id"]
        verbose_name = _("customer")
        verbose_name_plural = _("customers")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(parent=None) | ~models.Q(parent=models.F("id")),
                name="customer_not_its_own_parent",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("brm:customer", args=[self.code])
