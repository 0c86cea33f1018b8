"""Indicators: one of them, add, change."""

import uuid
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.queries.history import Source as HistorySource
from accounts.queries.history import history
from accounts.queries.roles import may_manage_levels
from common.ui.times import write_instant
from slm.models import Indicator, Measure, PeriodState, Service
from slm.operations.save_indicator import THE_BEGINNING, recomputed_from, save_indicator
from slm.pages.doors import form_page, may_change, may_look
from slm.pages.services import LevelRow, service_crumbs
from slm.queries.levels import recent_levels
from slm.queries.states import indicator_states

LONGEST_GAP_SECONDS = 31 * 86_400


class IndicatorForm(forms.ModelForm):
    """What is measured is chosen once; how it is read may change, and says what that costs."""

    refused = _("The indicator was not saved")

    accepts_recompute = forms.BooleanField(
        label=_("Compute the levels of the past again by the new rule"),
        required=False,
        help_text=_(
            "Asked for where the rule changes: running periods move, closed ones are restated."
        ),
    )

    class Meta:
        model = Indicator
        fields = ["kind", "slice", "name", "source", "is_fed", "max_gap_seconds"]
        help_texts = {
            "name": _("Only where a service has several of one kind, such as: from outside."),
            "slice": _("Empty: the whole service."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["slice"].queryset = self.instance.service.slices.all()
        self.fields["slice"].empty_label = _("the whole service")
        gap = self.fields["max_gap_seconds"]
        gap.min_value = 1
        gap.max_value = LONGEST_GAP_SECONDS
        gap.validators.append(forms.IntegerField(min_value=1).validators[0])
        gap.validators.append(forms.IntegerField(max_value=LONGEST_GAP_SECONDS).validators[0])
        gap.widget.attrs["data-unit"] = _("s")
        if self.instance.pk:
            self.fields["kind"].disabled = self.fields["slice"].disabled = True
        else:
            del self.fields["accepts_recompute"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        # The service stands outside the form, so Django leaves the uniqueness to us.
        same = Indicator.objects.filter(
            service=self.instance.service_id,
            kind=cleaned.get("kind") or self.instance.kind,
            slice=cleaned.get("slice"),
            name=cleaned.get("name", ""),
        ).exclude(pk=self.instance.pk)
        if same.exists():
            self.add_error("name", _("This service has such an indicator already. Give it a name."))
        return cleaned

    def recompute_words(self) -> str:
        """From when levels would be computed again, for the refusal; empty for not at all."""
        stored = Indicator.objects.get(pk=self.instance.pk)
        since = recomputed_from(
            stored,
            is_fed=self.cleaned_data["is_fed"],
            max_gap_seconds=self.cleaned_data["max_gap_seconds"],
        )
        if since is None:
            return ""
        watched = PeriodState.objects.filter(measure__indicator=stored, end_at__gt=since).count()
        if since == THE_BEGINNING:
            return _t(
                "Every level from the first on is computed again; watched periods: %(n)d."
            ) % {"n": watched}
        return _t("Every level from %(at)s on is computed again; watched periods: %(n)d.") % {
            "at": write_instant(since),
            "n": watched,
        }


def _indicator(public_id: uuid.UUID) -> Indicator:
    return get_object_or_404(
        Indicator.objects.select_related("service", "slice", "source", "feed"), public_id=public_id
    )


@require_safe
@may_look
def indicator(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One indicator: what it says, by which rule, through which hours it is read."""
    record = _indicator(public_id)
    now = timezone.now()
    keys = indicator_states([record], now)
    context = {
        "indicator": record,
        "row": LevelRow(recent_levels([record], now)[0], keys[record.pk]),
        "measures": Measure.objects.filter(indicator=record).select_related("hours"),
        "changes": history(HistorySource(Indicator, {"pgh_obj_id": record.pk}), limit=12),
        "may_manage": may_manage_levels(request.user),
        "crumbs": service_crumbs(record.service, record.get_kind_display()),
    }
    return render(request, "slm/indicator.html", context)


@may_change
def indicator_create(request: HttpRequest, code: str) -> HttpResponse:
    """Add an indicator to a service."""
    service = get_object_or_404(Service, code=code.upper())
    now = timezone.now()
    return form_page(
        request,
        IndicatorForm(request.POST or None, instance=Indicator(service=service)),
        save=lambda form: save_indicator(
            indicator=form.save(commit=False), actor=request.user, at=now
        ),
        done=lambda record: _t("The indicator was added."),
        heading=_t("New indicator of %(name)s") % {"name": service.name},
        submit=_("Add the indicator"),
        crumbs=service_crumbs(service, _("New indicator")),
        cancel_url=service.get_absolute_url(),
    )


@may_change
def indicator_edit(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Change how an indicator is read; a change that moves levels is told before it is saved."""
    record = _indicator(public_id)

    def save(form: IndicatorForm) -> Indicator:
        accepts = form.cleaned_data["accepts_recompute"]
        if not accepts and (words := form.recompute_words()):
            form["accepts_recompute"].help_text = words
        return save_indicator(
            indicator=form.save(commit=False),
            accepts_recompute=accepts,
            actor=request.user,
            at=timezone.now(),
        )

    return form_page(
        request,
        IndicatorForm(request.POST or None, instance=record),
        save=save,
        done=lambda record: _t("The indicator was saved."),
        heading=_t("Edit %(name)s") % {"name": record},
        submit=_("Save the indicator"),
        crumbs=service_crumbs(record.service, _("Edit the indicator")),
        cancel_url=record.get_absolute_url(),
    )
