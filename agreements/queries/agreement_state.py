"""Whether an agreement is a draft, pending, in force, expired or terminated: by spans and clock."""

import datetime as dt
from typing import Any

from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, Subquery, Value, When
from django.utils.translation import gettext_lazy as _

from agreements.models import Version

ENDED = ("expired", "terminated")


class AgreementState(models.TextChoices):
    """Never stored (decision 21)."""

    DRAFT = "draft", _("Draft")
    PENDING = "pending", _("Pending")
    IN_FORCE = "in_force", _("In force")
    EXPIRED = "expired", _("Expired")
    TERMINATED = "terminated", _("Terminated")


def asked_at(agreements: Any) -> dt.datetime:
    """The instant as of which `with_state` annotated these agreements."""
    return agreements.query.annotations["asked_at"].value


def with_state(agreements: Any, *, at: dt.datetime) -> Any:
    """Annotate each agreement with `state` as of `at`, and what its register needs.

    `from_at` and `until_at` are the span of the version that holds at `at`, else of the next one,
    else of the last; `version_number` is its number; `draft_number` the one being written.

    Terminated is what somebody ended before its time; a span that simply ran out is expired.
    """
    mine = Version.objects.filter(agreement=OuterRef("pk"))
    signed = mine.filter(state__in=Version.RELEASED)
    holds = signed.filter(Q(effective_to=None) | Q(effective_to__gt=at), effective_from__lte=at)
    ahead = signed.filter(effective_from__gt=at)
    shown = (
        mine.exclude(activated_at=None)
        .annotate(
            rank=Case(
                When(
                    Q(effective_to=None) | Q(effective_to__gt=at),
                    effective_from__lte=at,
                    then=Value(0),
                ),
                When(effective_from__gt=at, then=Value(1)),
                default=Value(2),
            )
        )
        .order_by("rank", "-number")
    )
    drafts = mine.filter(activated_at=None).exclude(state=Version.State.WITHDRAWN)
    return agreements.annotate(
        state=Case(
            When(Exists(holds), then=Value(AgreementState.IN_FORCE.value)),
            When(Exists(ahead), then=Value(AgreementState.PENDING.value)),
            When(
                Exists(signed.exclude(terminated_at=None)),
                then=Value(AgreementState.TERMINATED.value),
            ),
            When(Exists(signed), then=Value(AgreementState.EXPIRED.value)),
            default=Value(AgreementState.DRAFT.value),
            output_field=models.CharField(),
        ),
        asked_at=Value(at, output_field=models.DateTimeField()),
        from_at=Subquery(shown.values("effective_from")[:1]),
        until_at=Subquery(shown.values("effective_to")[:1]),
        version_number=Subquery(shown.values("number")[:1]),
        draft_number=Subquery(drafts.order_by("-number").values("number")[:1]),
    )
