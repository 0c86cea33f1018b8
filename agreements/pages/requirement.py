"""One requirement: what is asked for, where it stands on its way to an agreement, who decided."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.queries.history import Source, history
from agreements.models import (
    Agreement,
    Basis,
    Requirement,
    Specification,
    Volume,
    WantedTarget,
)
from agreements.operations.decide_requirement import (
    missing_for_sign_off,
    sections_of_requirements,
)
from agreements.pages.requirement_lookup import requirement_crumbs, visible_requirement
from agreements.queries.access import is_customer
from agreements.queries.requirement_access import may_specify, may_write_requirement
from agreements.queries.requirement_conflicts import conflicts
from agreements.queries.section_texts import Text, texts_of

HISTORY_SHOWN = 20
QUIET = frozenset({"id", "requirement", "created_at", "sections"})


@require_safe
@login_required
def requirement(request: HttpRequest, code: str) -> HttpResponse:
    """What is asked for and why; the steps to an agreement; what is missing."""
    if is_customer(request.user):
        return redirect("agreements:my-requirement", code=code)
    record = visible_requirement(request.user, code)
    specification = record.specifications.filter(revision=record.revision).first()
    may_write = may_write_requirement(request.user, record)
    context = {
        "requirement": record,
        "services": record.services.order_by("name"),
        "wanted": record.wanted.select_related("service"),
        "volumes": record.volumes.select_related("service"),
        "sections": sections(record),
        "missing": missing_for_sign_off(record) if record.is_writable else [],
        "conflicts": conflicts(request.user, of=record),
        "specification": specification,
        "specifications": record.specifications.exclude(revision=record.revision),
        "answers": _answers(request.user, record),
        "net": _net(record),
        "may_write": may_write,
        "may_specify": may_specify(request.user, record),
        "changes": _changes(record),
        "now": timezone.now(),
        "crumbs": requirement_crumbs(record),
    }
    return render(request, "agreements/requirement.html", context)


def sections(record: Requirement) -> list[Text]:
    """What it says section by section, in the reader's language where there is one."""
    return texts_of(record.sections, sections_of_requirements())


def _net(record: Requirement) -> Any:
    if record.benefit is None or record.cost is None:
        return None
    return record.benefit - record.cost


def _answers(user: Any, record: Requirement) -> list[Basis]:
    visible = Agreement.objects.visible_to(user)
    return list(
        Basis.objects.filter(requirement=record, version__agreement__in=visible)
        .select_related("version__agreement")
        .order_by("version__agreement__code", "-version__number")
    )


def _changes(record: Requirement) -> list[Any]:
    return history(
        Source(Requirement, {"pgh_obj_id": record.pk}, hidden=QUIET),
        Source(WantedTarget, {"requirement_id": record.pk}, subject="wording", hidden=QUIET),
        Source(Volume, {"requirement_id": record.pk}, subject="what", hidden=QUIET),
        Source(Specification, {"requirement_id": record.pk}, subject="revision", hidden=QUIET),
        limit=HISTORY_SHOWN,
    )
