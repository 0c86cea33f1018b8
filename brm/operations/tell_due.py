"""Tell of overdue reviews and of actions that fall due: each once (R6, R71)."""

import datetime as dt
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext_noop

from accounts.models import Role, User
from accounts.queries.roles import users_with_role
from brm.models import Action, Customer, ReviewSchedule
from brm.queries.reviews_due import ReviewDue, due_of
from notices.models import Severity
from notices.operations.write_notice import write_notice

MANAGES = gettext_noop("you manage the relationship with this customer")
CHAIRS = gettext_noop("you chair these reviews")
OWNS = gettext_noop("this action is yours")
MANAGES_ALL = gettext_noop("you manage relationships")

DUE, OVERDUE = "due", "overdue"
# An action is told so many days before its day.
ACTION_DAYS = 3


def tell_due(*, at: dt.datetime) -> int:
    """Write what fell due up to `at`; return how many notices were new."""
    late = [due for due in due_of(ReviewSchedule.objects.all(), as_of=at) if due.is_overdue]
    told = sum(_tell_review(due, at) for due in late)
    near = at.date() + dt.timedelta(days=ACTION_DAYS + 1)
    actions = Action.objects.filter(state=Action.State.OPEN, due_on__lte=near).select_related(
        "customer__manager__person", "staff__person", "contact__person__user", "interaction"
    )
    return told + sum(_tell_action(action, at) for action in actions)


def _tell_review(due: ReviewDue, at: dt.datetime) -> bool:
    schedule, customer = due.schedule, due.schedule.customer
    recipients = _managers(customer)
    if schedule.chair is not None:
        recipients.insert(0, (schedule.chair, CHAIRS))
    notice = write_notice(
        kind="brm.review_overdue",
        subject=f"schedule:{schedule.pk}",
        period=due.due_on.isoformat(),
        facts={
            "customer": customer.name,
            "kind": schedule.kind,
            "type": schedule.review_type,
            "due_on": due.due_on,
            "planned_at": due.meeting.planned_at if due.meeting else None,
            "zone": customer.zone,
        },
        recipients=recipients,
        url=due.meeting.get_absolute_url()
        if due.meeting
        else f"{reverse('brm:meeting-create')}?schedule={schedule.pk}",
        scope=[customer.pk],
        at=at,
    )
    return notice is not None


def _tell_action(action: Action, at: dt.datetime) -> bool:
    today = at.astimezone(ZoneInfo(action.customer.zone)).date()
    days_left = (action.due_on - today).days
    if days_left > ACTION_DAYS:
        return False
    is_overdue = days_left < 0
    recipients, url = _owners(action), action.get_absolute_url()
    if action.contact is not None:
        url = reverse("brm:my-action", args=[action.code])
    if is_overdue and action.contact is None:
        recipients += _managers(action.customer)
    if not recipients:
        return False
    notice = write_notice(
        kind="brm.action_due",
        subject=f"action:{action.code}",
        period=action.due_on.isoformat(),
        level=OVERDUE if is_overdue else DUE,
        severity=Severity.WARNING if is_overdue else Severity.INFO,
        facts={
            "action": action.code,
            "what": action.what,
            "due_on": action.due_on,
            "is_overdue": int(is_overdue),
        },
        recipients=recipients,
        url=url,
        scope=[action.customer_id],
        at=at,
    )
    return notice is not None


def _owners(action: Action) -> list[tuple[User, str]]:
    """Whoever has to do it, if they sign in; a contact only where it was shared with them."""
    if action.staff is not None:
        return [(action.staff, OWNS)]
    if action.contact is None or action.interaction is None:
        return []
    user = User.objects.filter(person=action.contact.person_id, is_active=True).first()
    if user is None or not Action.objects.shared_with(user).filter(pk=action.pk).exists():
        return []
    return [(user, OWNS)]


def _managers(customer: Customer) -> list[tuple[User, str]]:
    """The customer's relationship manager; without one everybody who manages relationships."""
    if customer.manager is not None and customer.manager.is_active:
        return [(customer.manager, MANAGES)]
    return [(user, MANAGES_ALL) for user in users_with_role(Role.RELATIONSHIP_MANAGER)]
