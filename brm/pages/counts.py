"""The figures beside the navigation: what waits for us at our customers."""

from collections import defaultdict

from django.http import HttpRequest
from django.utils import timezone

from brm.engine.feedback import UNSETTLED
from brm.models import Action, Feedback, Interaction
from brm.queries.feedback_access import seen_feedback
from brm.queries.meeting_filters import meetings_at
from common.db.counting import count_all


def late_meetings(request: HttpRequest) -> int:
    """How many meetings wait to be written up."""
    return _counted(request)["meetings"]


def late_actions(request: HttpRequest) -> int:
    """How many actions are overdue."""
    return _counted(request)["actions"]


def open_complaints(request: HttpRequest) -> int:
    """How many complaints wait for us."""
    return _counted(request)["complaints"]


def _counted(request: HttpRequest) -> defaultdict[str, int]:
    """All of them in one query, once a request, since every page asks."""
    known: defaultdict[str, int] | None = getattr(request, "_relationship_counts", None)
    if known is None:
        user, now = request.user, timezone.now()
        counts = count_all(
            meetings=meetings_at(Interaction.objects.seen_from_within(user), at=now).filter(
                is_late=True
            ),
            actions=Action.objects.seen_from_within(user).filter(
                state=Action.State.OPEN, due_on__lt=timezone.localdate()
            ),
            complaints=seen_feedback(user).filter(
                kind=Feedback.Kind.COMPLAINT, state__in=UNSETTLED
            ),
        )
        known = request._relationship_counts = defaultdict(int, counts)  # type: ignore[attr-defined]
    return known
