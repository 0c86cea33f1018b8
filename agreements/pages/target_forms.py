"""Targets of a draft: add many at once, change one, take one out."""

import uuid
from itertools import groupby

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.models import Target
from agreements.operations.add_targets import add_targets, delete_target, save_target
from agreements.pages.crumbs import agreement_crumbs
from agreements.pages.forms import form_page
from agreements.pages.lookup import draft_of, managed_agreement
from agreements.pages.target_fields import AddTargetsForm, MetricForm, TargetForm, metric_asked
from agreements.queries.metrics import kinds_of
from slm.models import Indicator


@login_required
def add(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """The same promise for every ticked indicator; `?metric=` says what is promised."""
    agreement = managed_agreement(request.user, code)
    version = draft_of(agreement, number)
    metric = metric_asked(_asked(request))
    form = AddTargetsForm(request.POST or None, version=version, metric=metric)
    indicators = form.fields["indicators"].queryset
    ticked = set(form.data.getlist("indicators")) if form.is_bound else set()
    for indicator in indicators:
        indicator.is_ticked = str(indicator.public_id) in ticked
        indicator.is_taken = indicator.public_id in form.taken
    return form_page(
        request,
        form,
        save=lambda form: add_targets(
            version=version,
            indicators=form.cleaned_data["indicators"],
            actor=request.user,
            **form.terms(),
        ),
        done=lambda added: (
            ngettext("%(count)d target added.", "%(count)d targets added.", len(added))
            % {"count": len(added)}
        ),
        goes_to=agreement,
        template="agreements/target_add.html",
        heading=_("Add targets to %(version)s") % {"version": version},
        chooser=MetricForm(initial={"metric": metric}),
        kinds=[Indicator.Kind(kind).label for kind in kinds_of(metric)],
        agreement=agreement,
        version=version,
        groups=[
            (service, list(rows))
            for service, rows in groupby(indicators, key=lambda row: row.service)
        ],
        cancel_url=agreement.get_absolute_url(),
        crumbs=agreement_crumbs(agreement, _("Add targets")),
    )


@login_required
def edit(request: HttpRequest, code: str, number: int, public_id: uuid.UUID) -> HttpResponse:
    """Change one target of a draft; `?metric=` chooses another metric of its indicator."""
    agreement = managed_agreement(request.user, code)
    target = _target(draft_of(agreement, number), public_id)
    kind = target.indicator.kind
    metric = metric_asked(_asked(request), kind=kind, default=target.metric)
    form = TargetForm(request.POST or None, target=target, metric=metric)

    def save(form: TargetForm) -> None:
        for name, value in form.terms().items():
            setattr(target, name, value)
        save_target(target=target, actor=request.user)

    return form_page(
        request,
        form,
        save=save,
        done=_("The target was saved."),
        goes_to=agreement,
        template="agreements/target_edit.html",
        heading=_("Target for %(indicator)s") % {"indicator": target.indicator},
        chooser=MetricForm(initial={"metric": metric}, kind=kind),
        target=target,
        version=target.version,
        agreement=agreement,
        cancel_url=agreement.get_absolute_url(),
        crumbs=agreement_crumbs(agreement, _("Target")),
    )


@login_required
def delete(request: HttpRequest, code: str, number: int, public_id: uuid.UUID) -> HttpResponse:
    """Take a target out of a draft, after asking."""
    agreement = managed_agreement(request.user, code)
    target = _target(draft_of(agreement, number), public_id)
    if request.method == "POST":
        delete_target(target=target, actor=request.user)
        messages.success(request, _("The target was taken out of the draft."))
        return redirect(agreement)
    return render(
        request,
        "ui/confirm.html",
        {
            "heading": _("Take out the target for %(indicator)s?")
            % {"indicator": target.indicator},
            "consequences": [
                _("Version %(number)d will not promise it; nothing else changes.")
                % {"number": target.version.number}
            ],
            "submit": _("Take out"),
            "danger": True,
            "cancel_url": agreement.get_absolute_url(),
            "crumbs": agreement_crumbs(agreement, _("Take out a target")),
        },
    )


def _target(version: object, public_id: uuid.UUID) -> Target:
    return get_object_or_404(
        Target.objects.select_related("version__agreement", "indicator__service", "hours"),
        version=version,
        public_id=public_id,
    )


def _asked(request: HttpRequest) -> str:
    return request.POST.get("metric") or request.GET.get("metric", "")
