"""Weigh a commitment from both sides before it is made."""

import datetime as dt
from collections.abc import Mapping

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from brm.models import STATEMENTS, Assessment, AssessmentView, Customer
from common.problems import Refusal


class AssessmentRefused(Refusal):
    code = "assessment_refused"


def open_assessment(*, customer: Customer, subject: str, actor: User, on: dt.date) -> Assessment:
    """Ask both sides for their view of one commitment; the same subject is asked once."""
    subject = " ".join(subject.split())
    if not subject:
        raise AssessmentRefused(_("Say what would be committed to."), field="subject")
    try:
        with transaction.atomic():
            return Assessment.objects.create(
                customer=customer, subject=subject, opened_by=actor, opened_on=on
            )
    except IntegrityError as error:
        raise AssessmentRefused(
            _("This commitment is being weighed already."), field="subject"
        ) from error


def give_view(
    *,
    assessment: Assessment,
    side: str,
    points: Mapping[str, int],
    verdict: str,
    conditions: str,
    given_by: str,
    actor: User,
    at: dt.datetime,
    on: dt.date,
) -> AssessmentView:
    """Record one side's view; a newer one takes its place and the older one stays readable.

    Refuses points outside 1 to 5, and conditions or a refusal without reasons.
    """
    for name in STATEMENTS:
        if not 1 <= points.get(name, 0) <= 5:
            raise AssessmentRefused(_("Give a number from 1 to 5."), field=name)
    if verdict not in AssessmentView.Verdict.values:
        raise AssessmentRefused(_("Say what the view concludes."), field="verdict")
    if verdict != AssessmentView.Verdict.COMMIT and not conditions.strip():
        raise AssessmentRefused(_("Say under which conditions, or why not."), field="conditions")
    if not given_by.strip():
        raise AssessmentRefused(_("Say whose view it is."), field="given_by")
    return AssessmentView.objects.create(
        assessment=assessment,
        side=side,
        **{name: points[name] for name in STATEMENTS},
        verdict=verdict,
        conditions=conditions.strip(),
        given_by=given_by.strip(),
        given_on=on,
        recorded_by=actor,
        recorded_at=at,
    )
