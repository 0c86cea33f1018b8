"""The users of the installation and how each of them stands."""

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Case, CharField, Exists, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from accounts.models import Invitation, Role, User

ACTIVE, INVITED, DEACTIVATED = "active", "invited", "deactivated"


def users_with_standing() -> QuerySet[User]:
    """Every user with their person, `standing` (active, invited, deactivated) and `role_keys`."""
    unanswered = Invitation.objects.filter(user=OuterRef("pk"), accepted_at=None)
    return User.objects.select_related("person").annotate(
        standing=Case(
            When(is_active=False, then=Value(DEACTIVATED)),
            When(
                Q(last_login=None) & Q(password__startswith="!") & Exists(unanswered),
                then=Value(INVITED),
            ),
            default=Value(ACTIVE),
            output_field=CharField(),
        ),
        role_keys=Coalesce(
            ArrayAgg(
                "role_assignments__role",
                filter=~Q(role_assignments__role=None),
                order_by="role_assignments__role",
            ),
            Value([]),
        ),
    )


def role_words(keys: list[str]) -> str:
    """The names of the roles, for a cell of a table."""
    return ", ".join(str(Role(key).label) for key in keys)
