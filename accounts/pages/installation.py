"""Settings that hold for the whole installation."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.mail import EmailMessage
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts.models import Installation
from accounts.operations.save_installation import save_installation
from accounts.queries.history import Source, history
from accounts.queries.roles import may_manage_people, may_read_people
from common.access import allowed_if
from common.zones import ZoneField


class InstallationForm(forms.ModelForm):
    refused = _("The settings were not saved")

    zone = ZoneField(
        label=_("Time zone"),
        help_text=_("Proposed for new people, customers and service hours; those keep their own."),
    )
    fiscal_year_starts = forms.TypedChoiceField(
        label=_("First month of the fiscal year"), choices=list(MONTHS.items()), coerce=int
    )

    class Meta:
        model = Installation
        fields = [
            "organisation",
            "zone",
            "language",
            "reporting_currency",
            "fiscal_year_starts",
            "week_starts",
            "grace_days",
            "maintenance_notice_days",
            "dispute_days",
            "raw_sample_days",
        ]
        help_texts = {
            "organisation": _("Written on documents, reports and messages."),
            "reporting_currency": _("Totals over several currencies are converted to it."),
            "grace_days": _(
                "Late facts still change a period so long after its end; then it closes."
            ),
            "maintenance_notice_days": _(
                "Announced later, it takes no time out of a level until it is approved."
            ),
            "dispute_days": _("So long after a period has closed its result may be questioned."),
            "raw_sample_days": _(
                "Response times one by one. So far back a late exclusion or a new threshold can be "
                "counted; counts and percentiles of older days stay. Longer than grace and "
                "dispute together."
            ),
        }
        widgets = {
            "grace_days": forms.NumberInput({"data-unit": _("days")}),
            "maintenance_notice_days": forms.NumberInput({"data-unit": _("days")}),
            "dispute_days": forms.NumberInput({"data-unit": _("days")}),
            "raw_sample_days": forms.NumberInput({"data-unit": _("days")}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].required = True


@allowed_if(may_read_people)
def installation(request: HttpRequest) -> HttpResponse:
    """Show the settings to who may read people, and take changes from administrators."""
    may_manage = may_manage_people(request.user)
    current = Installation.current()
    posted = request.POST if request.method == "POST" and may_manage else None
    form = InstallationForm(posted, instance=current)
    if not may_manage:
        for field in form.fields.values():
            field.disabled = True
    elif posted is not None and form.is_valid():
        save_installation(
            installation=form.save(commit=False), actor=request.user, at=timezone.now()
        )
        messages.success(request, _t("The settings were saved."))
        return redirect("accounts:installation")
    context = {
        "form": form,
        "may_manage": may_manage,
        "mail": _mail(),
        "changes": history(Source(Installation, {})),
    }
    return render(request, "accounts/installation.html", context)


def _mail() -> dict[str, Any]:
    """How outgoing mail is set up: the environment decides it, the page only tells."""
    host = getattr(settings, "EMAIL_HOST", "") if "smtp" in settings.EMAIL_BACKEND else ""
    return {
        "host": host,
        "port": settings.EMAIL_PORT if host else "",
        "tls": settings.EMAIL_USE_TLS if host else None,
        "folder": getattr(settings, "EMAIL_FILE_PATH", "") if not host else "",
        "sender": settings.DEFAULT_FROM_EMAIL,
    }


@require_POST
@allowed_if(may_manage_people)
def send_test_mail(request: HttpRequest) -> HttpResponse:
    """Send the administrator a message, or say what the mail server answered."""
    message = EmailMessage(
        _t("Test message from Jembatan"),
        _t("Outgoing mail works. Nothing else needs to be done."),
        to=[request.user.email],
    )
    try:
        message.send()
    except OSError as error:
        messages.error(
            request,
            _t("The mail server did not take the message: %(reason)s") % {"reason": error},
        )
    else:
        messages.success(
            request, _t("A test message went to %(email)s.") % {"email": request.user.email}
        )
    return redirect("accounts:installation")
