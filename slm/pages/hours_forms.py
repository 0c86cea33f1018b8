"""Add service hours, and rename them."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.models import Installation
from slm.engine.zones import zone_names
from slm.models import ServiceHours
from slm.operations.save_record import save_record
from slm.pages.doors import form_page, may_change
from slm.pages.hours import hours_crumbs
from slm.pages.service_forms import CodedForm


def _zones() -> list[tuple[str, str]]:
    named = sorted(name for name in zone_names() if "/" in name and not name.startswith("Etc/"))
    return [("UTC", "UTC"), *((name, name.replace("_", " ")) for name in named)]


class HoursForm(CodedForm):
    refused = _("The service hours were not saved")

    zone = forms.ChoiceField(
        label=_("Time zone"),
        choices=_zones,
        help_text=_("For life: periods and days of every target are counted in it."),
    )

    class Meta:
        model = ServiceHours
        fields = ["code", "name", "zone"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["zone"].disabled = True


@may_change
def hours_create(request: HttpRequest) -> HttpResponse:
    """Add a calendar; its first version comes next."""
    return form_page(
        request,
        HoursForm(request.POST or None, initial={"zone": Installation.current().zone}),
        save=lambda form: save_record(record=form.save(commit=False)),
        done=lambda record: _t("%(name)s was added. Now give it a week.") % {"name": record.name},
        heading=_("New service hours"),
        submit=_("Add the hours"),
        crumbs=hours_crumbs(None, _("New service hours")),
        cancel_url=reverse("slm:hours-list"),
    )


@may_change
def hours_edit(request: HttpRequest, code: str) -> HttpResponse:
    """Rename a calendar."""
    record = get_object_or_404(ServiceHours, code=code.upper())
    return form_page(
        request,
        HoursForm(request.POST or None, instance=record),
        save=lambda form: save_record(record=form.save(commit=False)),
        done=lambda saved: _t("%(name)s was saved.") % {"name": saved.name},
        heading=_t("Edit %(name)s") % {"name": record.name},
        submit=_("Save the hours"),
        crumbs=hours_crumbs(record, _("Edit")),
        cancel_url=record.get_absolute_url(),
    )
