"""Add and change services and their slices."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from slm.models import Service, Slice
from slm.operations.save_record import save_record
from slm.pages.doors import form_page, may_change
from slm.pages.services import service_crumbs
from slm.queries.filters import owners

CODE_HINT = _("Capital letters, digits and hyphens. It stands in links and never changes.")


class CodedForm(forms.ModelForm):
    """A form of a record whose code is given once."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].help_text = CODE_HINT
        if self.instance.pk:
            self.fields["code"].disabled = True


class ServiceForm(CodedForm):
    refused = _("The service was not saved")

    class Meta:
        model = Service
        fields = [
            "code",
            "name",
            "kind",
            "portfolio_state",
            "owner",
            "provider",
            "description",
            "outcome",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = owners(besides=self.instance.owner_id)


class SliceForm(CodedForm):
    refused = _("The slice was not saved")

    class Meta:
        model = Slice
        fields = ["code", "name"]

    def clean_code(self) -> str:
        """Unique within the service, which the form does not hold."""
        code = self.cleaned_data["code"].strip().upper()
        others = Slice.objects.filter(service=self.instance.service_id, code=code)
        if others.exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("This service has a slice with this code already."))
        return code


@may_change
def service_create(request: HttpRequest) -> HttpResponse:
    """Add a service to the catalogue."""
    return form_page(
        request,
        ServiceForm(request.POST or None),
        save=lambda form: save_record(record=form.save(commit=False)),
        done=lambda record: _t("%(name)s was added.") % {"name": record.name},
        heading=_("New service"),
        submit=_("Add the service"),
        crumbs=[(_("Services"), reverse("slm:service-list")), (_("New service"), None)],
        cancel_url=reverse("slm:service-list"),
    )


@may_change
def service_edit(request: HttpRequest, code: str) -> HttpResponse:
    """Change what the catalogue says of a service."""
    service = get_object_or_404(Service, code=code.upper())
    return form_page(
        request,
        ServiceForm(request.POST or None, instance=service),
        save=lambda form: save_record(record=form.save(commit=False)),
        done=lambda record: _t("%(name)s was saved.") % {"name": record.name},
        heading=_t("Edit %(name)s") % {"name": service.name},
        submit=_("Save the service"),
        crumbs=service_crumbs(service, _("Edit")),
        cancel_url=service.get_absolute_url(),
    )


def _save_slice(form: SliceForm) -> Service:
    return save_record(record=form.save(commit=False)).service


@may_change
def slice_create(request: HttpRequest, code: str) -> HttpResponse:
    """Add a part of a service that is measured by itself."""
    service = get_object_or_404(Service, code=code.upper())
    return form_page(
        request,
        SliceForm(request.POST or None, instance=Slice(service=service)),
        save=_save_slice,
        done=lambda record: _t("The slice was added."),
        heading=_t("New slice of %(name)s") % {"name": service.name},
        submit=_("Add the slice"),
        crumbs=service_crumbs(service, _("New slice")),
        cancel_url=service.get_absolute_url(),
    )


@may_change
def slice_edit(request: HttpRequest, code: str, slice_code: str) -> HttpResponse:
    """Rename a slice."""
    found = get_object_or_404(
        Slice.objects.select_related("service"),
        service__code=code.upper(),
        code=slice_code.upper(),
    )
    return form_page(
        request,
        SliceForm(request.POST or None, instance=found),
        save=_save_slice,
        done=lambda record: _t("The slice was saved."),
        heading=_t("Edit %(name)s") % {"name": found.name},
        submit=_("Save the slice"),
        crumbs=service_crumbs(found.service, found.code),
        cancel_url=found.service.get_absolute_url(),
    )
