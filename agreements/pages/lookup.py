"""Find the record that an address names, for whoever may see it; everything else is not found."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from agreements.engine.lifecycle import UNDER_WAY
from agreements.models import Agreement, Breach, Commitment, Version
from agreements.operations.save_version import is_writable
from agreements.queries.access import may_manage_agreement
from agreements.queries.negotiating import HANDED_OVER


def visible_agreement(user: Any, code: str) -> Agreement:
    """The agreement with this code, in any case."""
    return get_object_or_404(
        Agreement.objects.visible_to(user).select_related("owner__person", "parent"),
        code=code.upper(),
    )


def managed_agreement(user: Any, code: str) -> Agreement:
    """The same for somebody who may change it; who may only read it gets 403."""
    agreement = visible_agreement(user, code)
    if not may_manage_agreement(user, agreement):
        raise PermissionDenied
    return agreement


def draft_of(agreement: Agreement, number: int) -> Version:
    """The version with this number while it is being written."""
    version = get_object_or_404(
        Version.objects.select_related("agreement"), agreement=agreement, number=number
    )
    if not is_writable(version):
        raise Http404
    return version


def version_under_way(agreement: Agreement, number: int) -> Version:
    """The version with this number while it is neither in force nor given up."""
    version = numbered_version(agreement, number)
    if version.state not in UNDER_WAY:
        raise Http404
    return version


def numbered_version(agreement: Agreement, number: int) -> Version:
    """The version with this number."""
    return get_object_or_404(
        Version.objects.select_related("agreement", "section_set"),
        agreement=agreement,
        number=number,
    )


def my_version(user: Any, code: str, number: int) -> Version:
    """A version that one of the customer's people may read: handed to them, and still under way."""
    return get_object_or_404(
        Version.objects.select_related("agreement", "section_set").filter(
            agreement__in=Agreement.objects.visible_to(user), state__in=HANDED_OVER
        ),
        agreement__code=code.upper(),
        number=number,
    )


def visible_commitment(user: Any, code: str, public_id: Any) -> Commitment:
    """A target that binds or has bound."""
    return get_object_or_404(
        Commitment.objects.visible_to(user).select_related(
            "agreement",
            "target__version",
            "target__hours",
            "target__indicator__service",
            "measure__hours",
            "measure__indicator",
        ),
        agreement__code=code.upper(),
        public_id=public_id,
    )


def visible_breach(user: Any, code: str, number: int) -> Breach:
    """The breach with this number within its agreement."""
    return get_object_or_404(
        Breach.objects.visible_to(user).select_related(
            "agreement",
            "verdict",
            "commitment__target__version",
            "commitment__target__indicator__service",
            "commitment__measure__hours",
            "acknowledged_by__person",
            "explained_by__person",
            "closed_by__person",
        ),
        agreement__code=code.upper(),
        number=number,
    )
