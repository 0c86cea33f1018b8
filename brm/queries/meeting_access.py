"""Who may hold meetings, log hours and answer for a customer's side."""

from typing import Any

from django.db.models import QuerySet

from accounts.models import Role, User
from brm.models import Action, Customer, Grant, Interaction
from brm.models.customer import CustomerQuerySet
from brm.models.interaction import InteractionQuerySet
from brm.models.sides import CUSTOMER_SIDE

HOLDING = (Role.ADMINISTRATOR, Role.RELATIONSHIP_MANAGER, Role.SERVICE_LEVEL_MANAGER)
LOGGING = (*HOLDING, Role.SERVICE_OWNER)


def spoken_for(user: Any) -> CustomerQuerySet:
    """The customers with whom `user` may hold meetings: both kinds of managers."""
    return Customer.objects.visible_to(user, roles=HOLDING)


def logged_for(user: Any) -> CustomerQuerySet:
    """The customers for whom `user` may log hours: whoever works for them but auditors."""
    return Customer.objects.visible_to(user, roles=LOGGING)


def may_write_meetings(user: Any) -> bool:
    """Whether `user` may hold meetings with some customer."""
    return _known(user, "_may_write_meetings", lambda: spoken_for(user).exists())


def may_log_hours(user: Any) -> bool:
    """Whether `user` may log hours for some customer."""
    return _known(user, "_may_log_hours", lambda: logged_for(user).exists())


def writable_meetings(user: Any) -> InteractionQuerySet:
    """The meetings whose minutes `user` may write: those of customers they speak with."""
    return Interaction.objects.seen_from_within(user, roles=HOLDING)


def may_close(user: Any, action: Action) -> bool:
    """Whether `user` may say what became of an action: its owner, and who speaks with its customer.

    A contact answers for its own where it was shared with them.
    """
    if action.staff_id is not None and action.staff_id == user.pk:
        return True
    if spoken_for(user).filter(pk=action.customer_id).exists():
        return True
    return (
        action.contact is not None
        and action.contact.person_id == user.person_id
        and Action.objects.shared_with(user).filter(pk=action.pk).exists()
    )


def may_agree(user: Any, interaction: Interaction) -> bool:
    """Whether `user` may agree the minutes for the customer: one of its people, once released."""
    return (
        interaction.state == Interaction.State.HELD
        and Interaction.objects.shared_with(user).filter(pk=interaction.pk).exists()
    )


def people_of_customers(customers: list[int]) -> QuerySet[User]:
    """Who may act for these customers on their own pages."""
    granted = Grant.objects.filter(
        role__in=CUSTOMER_SIDE, customer__in=Customer.objects.above(customers)
    )
    return (
        User.objects.filter(is_active=True, pk__in=granted.values("user"))
        .select_related("person")
        .order_by("pk")
    )


def _known(user: Any, name: str, ask: Any) -> bool:
    """The answer, remembered on the user object for the request."""
    known = getattr(user, name, None)
    if known is None:
        known = ask()
        setattr(user, name, known)
    return bool(known)
