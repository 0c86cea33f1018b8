"""Indicators: one of them, add, change."""

import uuid
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
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
from slm.pages.indicator_bodies import BODIES
from slm.pages.services import service_crumbs
from slm.queries.kinds import FIELDS, LONGEST_GAP_SECONDS, SENTENCES

USUAL_SCALE = (1, 5)


class IndicatorForm(forms.ModelForm):
    """What is measured is chosen once; how it is read may change, and says what that costs.

    Which fields there are is the kind's affair (slm.queries.kinds).
    """

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
        fields = [
            "kind",
            "slice",
            "name",
            "source",
            "is_fed",
            "max_gap_seconds",
            "unit",
            "scale_from",
            "scale_to",
        ]
        help_texts = {
            "name": _("Only where a service has several of one kind, such as: from outside."),
            "slice": _("Empty: the whole service."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].disabled = True
        self.fields["kind"].help_text = SENTENCES[self.instance.kind]
        self.fields["slice"].queryset = self.instance.service.slices.all()
        self.fields["slice"].empty_label = _("the whole service")
        own = {"kind", "slice", "name", *FIELDS[self.instance.kind]}
        if self.instance.kind == Indicator.Kind.AVAILABILITY:
            self._limit_gap()
            own |= {"accepts_recompute"} if self.instance.pk else set()
        if self.instance.kind == Indicator.Kind.ENTERED:
            self.fields["name"].help_text = _("What the figure is, such as: Backlog of incidents.")
        if self.instance.kind == Indicator.Kind.SATISFACTION:
            self.fields["scale_from"].required = self.fields["scale_to"].required = True
        if self.instance.pk:
            self.fields["slice"].disabled = True
        for name in set(self.fields) - own:
            del self.fields[name]

    def _limit_gap(self) -> None:
        gap = self.fields["max_gap_seconds"]
        gap.min_value = 1
        gap.max_value = LONGEST_GAP_SECONDS
        gap.validators.append(forms.IntegerField(min_value=1).validators[0])
        gap.validators.append(forms.IntegerField(max_value=LONGEST_GAP_SECONDS).validators[0])
        gap.widget.attrs["data-unit"] = _("s")

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
        lowest, highest = cleaned.get("scale_from"), cleaned.get("scale_to")
        if lowest is not None and highest is not None and lowest >= highest:
            self.add_error("scale_to", _("The highest answer must be higher than the lowest."))
        return cleaned

    def recompute_words(self) -> str:
        """From when levels would be computed again, for the refusal; empty for not at all."""
        stored = Indicator.objects.get(pk=self.instance.pk)
        since = recomputed_from(
            stored,
            is_fed=self.cleaned_data.get("is_fed", stored.is_fed),
            max_gap_seconds=self.cleaned_data.get("max_gap_seconds", stored.max_gap_seconds),
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
    """One indicator: what its kind shows, by which rule and through which hours it is read."""
    record = _indicator(public_id)
    now = timezone.now()
    body = BODIES[record.kind]
    context = {
        **body.context(request, record, now),
        "indicator": record,
        "body": body.template,
        "sentence": SENTENCES[record.kind],
        "measures": Measure.objects.filter(indicator=record).select_related("hours"),
        "changes": history(HistorySource(Indicator, {"pgh_obj_id": record.pk}), limit=12),
        "may_manage": may_manage_levels(request.user),
        "crumbs": service_crumbs(record.service, record.get_kind_display()),
    }
    return render(request, "slm/indicator.html", context)


def _choose_kind(request: HttpRequest, service: Service) -> HttpResponse:
    address = reverse("slm:indicator-create", args=[service.code])
    context = {
        "kinds": [
            (kind.label, SENTENCES[kind], f"{address}?kind={kind.value}") for kind in Indicator.Kind
        ],
        "heading": _t("New indicator of %(name)s") % {"name": service.name},
        "crumbs": service_crumbs(service, _("New indicator")),
        "cancel_url": service.get_absolute_url(),
    }
    return render(request, "slm/indicator_kinds.html", context)


@may_change
def indicator_create(request: HttpRequest, code: str) -> HttpResponse:
    """Choose what is measured, then add an indicator of that kind to the service."""
    service = get_object_or_404(Service, code=code.upper())
    now = timezone.now()
    kind = request.POST.get("kind") or request.GET.get("kind", "")
    if kind not in Indicator.Kind.values:
        return _choose_kind(request, service)
    record = Indicator(service=service, kind=kind)
    if kind == Indicator.Kind.SATISFACTION:
        record.scale_from, record.scale_to = USUAL_SCALE
    if kind != Indicator.Kind.AVAILABILITY:
        record.is_fed = False
    return form_page(
        request,
        IndicatorForm(request.POST or None, instance=record),
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
        accepts = form.cleaned_data.get("accepts_recompute", False)
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
