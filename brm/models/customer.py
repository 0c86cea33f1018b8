"""The customer portfolio: organisations and their units."""

from typing import Any, ClassVar

import pghistory
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
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
        to customers sees what its user sees and its limit allows. A customer that was merged into
        another is seen by nobody: its address leads to the other.
        """
        from .grant import Grant, TokenScope

        if not getattr(user, "is_authenticated", False) or not user.is_active:
            return self.none()
        token = getattr(user, "token", None)
        limited = self.filter(merged_into=None)
        if token is not None and token.is_limited:
            limits = TokenScope.objects.filter(token=token).values_list("customer_id", flat=True)
            limited = limited.within(list(limits))
        if roles_of(user) & SEE_ALL & set(roles):
            return limited
        granted = Grant.objects.filter(user=user, role__in=roles).values_list(
            "customer_id", flat=True
        )
        return limited.within(list(granted))


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Customer(models.Model):
    """An organisation or one of its units (R37, R40). The tree has any depth.

    `manager` is who answers for the relationship now; since when, and who did before, stands in
    `manager_terms` (R2). `journey` is the stage of the customer's journey (R84). What stands under
    weight, cadence and journey is the provider's own and never shown to the customer (decision 31).
    """

    class Standing(models.TextChoices):
        PROSPECT = "prospect", _("Prospect")
        ACTIVE = "active", _("Active")
        DORMANT = "dormant", _("Dormant")
        FORMER = "former", _("Former")

    class Relation(models.TextChoices):
        INTERNAL = "internal", _("Internal")
        EXTERNAL = "external", _("External")

    class Journey(models.TextChoices):
        EXPLORE = "explore", _("Explore")
        ENGAGE = "engage", _("Engage")
        OFFER = "offer", _("Offer")
        AGREE = "agree", _("Agree")
        ONBOARD = "onboard", _("Onboard")
        COCREATE = "cocreate", _("Co-create")
        REALIZE = "realize", _("Realise")

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
    representative = models.ForeignKey(
        "Contact",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("authorised representative"),
    )
    journey = models.CharField(
        _("journey stage"), max_length=8, choices=Journey.choices, blank=True, default=""
    )
    strategic_weight = models.PositiveSmallIntegerField(
        _("strategic weight"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(5)],
    )
    weight_basis = models.CharField(
        _("basis of the weight"), max_length=300, blank=True, default=""
    )
    contact_cadence_days = models.PositiveSmallIntegerField(
        _("contact at least every"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(730)],
    )
    last_contact_on = models.DateField(_("last contact"), null=True, blank=True, editable=False)
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="merged",
        verbose_name=_("merged into"),
    )
    merged_at = models.DateTimeField(_("merged"), null=True, blank=True, editable=False)
    merge_reason = models.CharField(
        _("reason of the merge"), max_length=300, blank=True, default="", editable=False
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
            ),
            models.CheckConstraint(
                condition=models.Q(strategic_weight=None)
                | models.Q(strategic_weight__range=(1, 5)),
                name="customer_weight_1_to_5",
            ),
            models.CheckConstraint(
                condition=models.Q(merged_into=None, merged_at=None)
                | models.Q(merged_into__isnull=False, merged_at__isnull=False),
                name="customer_merged_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("brm:customer", args=[self.code])
