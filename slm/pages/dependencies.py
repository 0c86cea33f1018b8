"""What a service needs: add and remove."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from common.problems import Refusal
from slm.models import Dependency, Service
from slm.operations.add_dependency import add_dependency
from slm.pages.doors import may_change, refuse
from slm.pages.services import service_crumbs


class DependencyForm(forms.Form):
    refused = _("The dependency was not added")

    needs = forms.ModelChoiceField(
        Service.objects.none(), to_field_name="code", label=_("It needs")
    )
    group = forms.CharField(
        label=_("Redundancy group"),
        max_length=32,
        required=False,
        help_text=_("Services with the same word here stand in for each other."),
    )
    required = forms.IntegerField(
        label=_("How many of the group suffice"), min_value=1, max_value=100, initial=1
    )

    def __init__(self, service: Service, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["needs"].queryset = Service.objects.exclude(pk=service.pk)


@may_change
def dependency_list(request: HttpRequest, code: str) -> HttpResponse:
    """What the service needs, line by line, and a form for one more."""
    service = get_object_or_404(Service, code=code.upper())
    form = DependencyForm(service, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = add_dependency(
                service=service, **form.cleaned_data, actor=request.user, at=timezone.now()
            )
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            messages.success(
                request,
                _t("%(name)s needs %(needs)s.") % {"name": service.name, "needs": made.needs.name},
            )
            return redirect("slm:dependency-list", code=service.code)
    context = {
        "service": service,
        "form": form,
        "rows": service.dependencies.select_related("needs").order_by("group", "needs__name"),
        "crumbs": service_crumbs(service, _("Dependencies")),
    }
    return render(request, "slm/dependency_list.html", context)


@may_change
def dependency_remove(request: HttpRequest, code: str, needs_code: str) -> HttpResponse:
    """Ask, then forget that one service needs another; the history keeps it."""
    row = get_object_or_404(
        Dependency.objects.select_related("service", "needs"),
        service__code=code.upper(),
        needs__code=needs_code.upper(),
    )
    back = reverse("slm:dependency-list", args=[row.service.code])
    names = {"name": row.service.name, "needs": row.needs.name}
    if request.method == "POST":
        row.delete()
        messages.success(request, _t("%(name)s no longer needs %(needs)s.") % names)
        return redirect(back)
    context = {
        "heading": _t("%(name)s no longer needs %(needs)s?") % names,
        "consequences": [
            _t("Change impact and the promise chain leave this way out from now on."),
            _t("The history of the service keeps that it was there."),
        ],
        "submit": _("Remove"),
        "danger": True,
        "cancel_url": back,
        "crumbs": service_crumbs(row.service, _("Dependencies")),
    }
    return render(request, "ui/confirm.html", context)
