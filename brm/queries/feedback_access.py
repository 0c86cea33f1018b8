"""Who may read feedback, who answers it, and who speaks for the customer."""

from typing import Any

from accounts.models import Role
from accounts.queries.roles import has_role
from brm.models import Customer, EscalationLadder, Feedback
from brm.models.customer import CustomerQuerySet
from brm.queries.customers import managed_by, may_see_customers, seen_from_within
from brm.queries.own import own_customers

# Whoever keeps the relationship or the levels answers for both.
HANDLING = (Role.ADMINISTRATOR, Role.RELATIONSHIP_MANAGER, Role.SERVICE_LEVEL_MANAGER)


def seen_feedback(user: Any) -> Any:
    """Feedback that `user` reads as somebody of the provider, with what is internal."""
    return Feedback.objects.filter(customer__in=seen_from_within(user))


def own_feedback(user: Any) -> Any:
    """Feedback of those customers."""
    return Feedback.objects.filter(customer__in=own_customers(user))


def handled_customers(user: Any) -> CustomerQuerySet:
    """The customers whose feedback `user` may record and answer."""
    return Customer.objects.visible_to(user, roles=HANDLING)


def may_record(user: Any) -> bool:
    """Whether `user` may write down feedback of some customer."""
    return may_see_customers(user) and handled_customers(user).exists()


def may_handle(user: Any, feedback: Feedback) -> bool:
    """Whether `user` may answer it: its managers, and whom it was given to."""
    if handled_customers(user).filter(pk=feedback.customer_id).exists():
        return True
    is_mine = feedback.assignee_id is not None and feedback.assignee_id == user.pk
    return is_mine and seen_from_within(user).filter(pk=feedback.customer_id).exists()


def may_speak(user: Any, feedback: Feedback) -> bool:
    """Whether `user` may say yes or no for the customer."""
    return own_customers(user).filter(pk=feedback.customer_id).exists()


def may_set_rules(user: Any) -> bool:
    """Whether `user` may change due times, deputies, and the ladder of the installation."""
    return has_role(user, Role.RELATIONSHIP_MANAGER)


def may_change_ladder(user: Any, ladder: EscalationLadder) -> bool:
    """Whether `user` may change this ladder."""
    if ladder.customer_id is None:
        return may_set_rules(user)
    return managed_by(user).filter(pk=ladder.customer_id).exists()
