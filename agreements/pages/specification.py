"""The specification of a requirement: a line for everything that was asked for."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from agreements.models import Specification, SpecificationLine
from agreements.operations.agree_on_specification import agree_on_specification
from agreements.operations.specify import (
    delete_line,
    mark_ready,
    reopen_specification,
    save_line,
    save_specification,
    start_specification,
)
from agreements.pages.forms import form_page
from agreements.pages.requirement_lookup import (
    Crumbs,
    draft_specification,
    requirement_crumbs,
    typed,
    visible_requirement,
    visible_specification,
)
from agreements.pages.specification_fields import AgreeForm, LineForm, SpecificationForm
from agreements.queries.access import may_write_agreements
from agreements.queries.requirement_access import may_specify
from agreements.queries.trace import monthly_cost, trace
from common.problems import Refusal


@require_safe
@login_required
def specification(request: HttpRequest, code: str, revision: int) -> HttpResponse:
    """How each thing that was asked for will be made, by whom, at what cost."""
    record = visible_specification(request.user, code, revision)
    rows = trace(record)
    lines = [line for row in rows for line in row.lines]
    cost = monthly_cost(lines)
    context = {
        "specification": record,
        "requirement": record.requirement,
        "rows": rows,
        "missing": [row.asked for row in rows if row.asked and not row.lines],
        "monthly_cost": cost,
        "yearly_cost": None if cost is None else cost * Decimal(12),
        "unpriced": sum(line.monthly_cost is None for line in lines),
        "is_ready": record.state == Specification.State.READY,
        "is_newest": record.revision == record.requirement.revision,
        "may_specify": may_specify(request.user, record.requirement),
        "may_agree": may_write_agreements(request.user),
        "crumbs": requirement_crumbs(record.requirement, _("Specification")),
    }
    return render(request, "agreements/specification.html", context)


@require_POST
@login_required
def start(request: HttpRequest, code: str) -> HttpResponse:
    """Begin the specification of the requirement as it stands."""
    record = visible_requirement(request.user, code)
    try:
        made = start_specification(requirement=record, actor=request.user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return redirect(record)
    return redirect(made)


@login_required
def edit(request: HttpRequest, code: str, revision: int) -> HttpResponse:
    """How it will be made in general, and what cannot be changed."""
    record = draft_specification(request.user, code, revision)
    form = SpecificationForm(
        typed(request),
        initial={"approach": record.approach, "constraint_note": record.constraint_note},
    )
    return _save(
        request,
        record,
        form,
        lambda **values: save_specification(specification=record, actor=request.user, **values),
        heading=_("How it will be made"),
    )


@login_required
def add_line(request: HttpRequest, code: str, revision: int) -> HttpResponse:
    """Say how one thing will be made; `?for=` names what it answers."""
    record = draft_specification(request.user, code, revision)
    form = LineForm(
        typed(request),
        specification=record,
        initial={"answers": request.GET.get("for", "")},
    )
    return _save(
        request,
        record,
        form,
        lambda **values: save_line(specification=record, actor=request.user, **values),
        heading=_("Add a line"),
    )


@login_required
def edit_line(request: HttpRequest, code: str, revision: int, pk: Any) -> HttpResponse:
    """Change a line."""
    record = draft_specification(request.user, code, revision)
    line = get_object_or_404(SpecificationLine, specification=record, pk=pk)
    form = LineForm(typed(request), specification=record, line=line)
    return _save(
        request,
        record,
        form,
        lambda **values: save_line(specification=record, line=line, actor=request.user, **values),
        heading=_("Change the line"),
    )


@login_required
def remove_line(request: HttpRequest, code: str, revision: int, pk: Any) -> HttpResponse:
    """Take a line out."""
    record = draft_specification(request.user, code, revision)
    line = get_object_or_404(SpecificationLine, specification=record, pk=pk)
    if request.method == "POST":
        delete_line(line=line, actor=request.user)
        messages.success(request, _("“%(what)s” was taken out.") % {"what": line})
        return redirect(record)
    return render(
        request,
        "ui/confirm.html",
        {
            "heading": _("Take out “%(what)s”?") % {"what": line},
            "consequences": [_("What it answers has no answer then, unless another line has one.")],
            "submit": _("Take out"),
            "danger": True,
            "cancel_url": record.get_absolute_url(),
            "crumbs": _crumbs(record, _("Take out")),
        },
    )


@require_POST
@login_required
def ready(request: HttpRequest, code: str, revision: int) -> HttpResponse:
    """Say that it can be promised."""
    record = draft_specification(request.user, code, revision)
    try:
        mark_ready(specification=record, actor=request.user)
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("It can be promised. Next: the agreement."))
    return redirect(record)


@require_POST
@login_required
def reopen(request: HttpRequest, code: str, revision: int) -> HttpResponse:
    """Write on."""
    record = visible_specification(request.user, code, revision)
    try:
        reopen_specification(specification=record, actor=request.user)
    except Refusal as refusal:
        messages.error(request, refusal.message)
    return redirect(record)


@login_required
def agree(request: HttpRequest, code: str, revision: int) -> HttpResponse:
    """Begin the agreement: sections and targets are taken over, nothing is typed again."""
    record = visible_specification(request.user, code, revision)
    form = AgreeForm(typed(request), specification=record)
    return form_page(
        request,
        form,
        save=lambda form: agree_on_specification(
            specification=record,
            owner=request.user,
            actor=request.user,
            at=timezone.now(),
            **form.cleaned_data,
        ),
        done=lambda made: (
            _("%(code)s begun with the texts and targets of %(requirement)s.")
            % {"code": made.code, "requirement": record.requirement.code}
        ),
        heading=_("Begin the agreement"),
        submit=_("Begin the agreement"),
        cancel_url=record.get_absolute_url(),
        crumbs=_crumbs(record, _("Begin the agreement")),
    )


def _save(
    request: HttpRequest, record: Specification, form: Any, verb: Any, *, heading: str
) -> HttpResponse:
    return form_page(
        request,
        form,
        save=lambda form: verb(**form.values()),
        done=_("The specification was saved."),
        goes_to=record,
        heading=heading,
        submit=_("Save"),
        cancel_url=record.get_absolute_url(),
        crumbs=_crumbs(record, heading),
    )


def _crumbs(record: Specification, last: Any) -> Crumbs:
    crumbs = requirement_crumbs(record.requirement, _("Specification"), last)
    crumbs[2] = (_("Specification"), record.get_absolute_url())
    return crumbs
