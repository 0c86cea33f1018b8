"""What kinds of meetings there are (R70)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class MeetingKind(models.TextChoices):
    """How we speak with customers."""

    SERVICE_REVIEW = "service_review", _("Service review")
    BUSINESS_REVIEW = "business_review", _("Business review")
    CALL = "call", _("Call")
    VISIT = "visit", _("Visit")
    WORKSHOP = "workshop", _("Workshop")
    EMAIL = "email", _("E-mail")


class ReviewType(models.TextChoices):
    """How far a review looks: operational, with strategy, with the agreements themselves (R70)."""

    MONTHLY = "monthly", _("Monthly, operational")
    QUARTERLY = "quarterly", _("Quarterly, with strategy")
    ANNUAL = "annual", _("Annual, with agreements")
    AD_HOC = "ad_hoc", _("Ad hoc")


REVIEWS = (MeetingKind.SERVICE_REVIEW, MeetingKind.BUSINESS_REVIEW)


def fits(prefix: str = "") -> models.Q:
    """The condition that reviews, and only they, have a type."""
    kind, review_type = f"{prefix}kind", f"{prefix}review_type"
    is_review = models.Q(**{f"{kind}__in": [str(one) for one in REVIEWS]})
    untyped = models.Q(**{review_type: ""})
    return (is_review & ~untyped) | (~is_review & untyped)
