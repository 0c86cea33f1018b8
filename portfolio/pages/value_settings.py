"""How values and forecasts are worked out: a form in the settings."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from common.access import allowed_if
from common.form_page import form_page
from portfolio.models import ValueSettings
from portfolio.operations.save_value_settings import save_value_settings
from portfolio.pages.doors import refuse
from portfolio.queries.money_access import may_write_for_everybody


class ValueSettingsForm(forms.ModelForm):
    refused = _("The settings were not saved")

    class Meta:
        model = ValueSettings
        exclude: list[str] = []

    def _post_clean(self) -> None:
        """The verb checks the whole; here only what was typed is read."""
        for name, value in self.cleaned_data.items():
            setattr(self.instance, name, value)


@allowed_if(may_write_for_everybody)
def value_settings(request: HttpRequest) -> HttpResponse:
    """Change discount, horizon, renewal by health, weights and the threshold of gaps."""
    form: Any = ValueSettingsForm(request.POST or None, instance=ValueSettings.current())
    url = reverse("portfolio:value-settings")
    return form_page(
        request,
        form,
        save=lambda form: save_value_settings(
            settings=form.instance, actor=request.user, at=timezone.now()
        ),
        done=_t("Saved. Values are worked out by it from now on; kept ones stay as they were."),
        refuse=refuse,
        goes_to=url,
        heading=_("Value and forecast"),
        submit=_("Save"),
        cancel_url=reverse("portfolio:values"),
        crumbs=[(_("Money and use"), reverse("portfolio:values")), (_("Settings"), None)],
    )
