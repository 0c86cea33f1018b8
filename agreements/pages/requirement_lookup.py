"""Find the requirement or specification that an address names, for whoever may see it."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from agreements.models import Requirement, Specification
from agreements.queries.access import is_provider
from agreements.queries.requirement_access import may_specify, may_write_requirement

Crumbs = list[tuple[Any, str | None]]


def visible_requirement(user: Any, code: str) -> Requirement:
    """The requirement with this code, for people of the provider; 403 for its customer's."""
    found = get_object_or_404(
        Requirement.objects.visible_to(user).select_related(
            "customer", "asked_by__person", "owner__person", "decided_by__person"
        ),
        code=code.upper(),
    )
    if not is_provider(user):
        raise PermissionDenied
    return found


def written_requirement(user: Any, code: str) -> Requirement:
    """The same for somebody who may change it; who may only read it gets 403."""
    requirement = visible_requirement(user, code)
    if not may_write_requirement(user, requirement):
        raise PermissionDenied
    return requirement


def draft_requirement(user: Any, code: str) -> Requirement:
    """The same while it is being written."""
    requirement = written_requirement(user, code)
    if not requirement.is_writable:
        raise Http404
    return requirement


def visible_specification(user: Any, code: str, revision: int) -> Specification:
    """The specification of a revision; never for customers: it is the provider's own."""
    requirement = visible_requirement(user, code)
    found = get_object_or_404(Specification, requirement=requirement, revision=revision)
    found.requirement = requirement
    return found


def draft_specification(user: Any, code: str, revision: int) -> Specification:
    """The same for somebody who may write it, while it is being written."""
    found = visible_specification(user, code, revision)
    if not may_specify(user, found.requirement):
        raise PermissionDenied
    if found.state != Specification.State.DRAFT:
        raise Http404
    return found


def typed(request: HttpRequest) -> QueryDict | None:
    """What was sent, even if it is nothing; None where a form is only looked at."""
    return request.POST if request.method == "POST" else None


def requirement_crumbs(requirement: Requirement | None, *last: Any) -> Crumbs:
    """The way to a requirement's page, and to what `last` names beneath it."""
    crumbs: Crumbs = [(_("Requirements"), reverse("agreements:requirement-list"))]
    if requirement is not None:
        url = requirement.get_absolute_url() if last else None
        crumbs.append((requirement.code, url))
    return [*crumbs, *((words, None) for words in last)]
