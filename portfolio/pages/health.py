"""A customer's health: what it is made of, what it was, and a band set by hand for a time."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from brm.models import Customer
from brm.queries.customers import managed_by
from brm.queries.local_day import local_day
from common.form_page import form_page
from common.ui import charts
from common.ui.forms import DateInput
from common.ui.numbers import write_number
from common.ui.times import write_day
from portfolio.engine.health import Band
from portfolio.models import HealthBand, HealthOverride, HealthSnapshot
from portfolio.operations.override_health import override_health, withdraw_override
from portfolio.operations.plan_effort import plan_effort
from portfolio.operations.take_health import take_health
from portfolio.pages.customer_money import crumbs_of
from portfolio.pages.doors import may_look, may_write, refuse
from portfolio.pages.portfolio_figures import TONES
from portfolio.queries.health_bands import overrides_of
from portfolio.queries.health_story import HealthStory, health_story
from portfolio.queries.money_access import may_write_for_everybody, seen_customers


class OverrideForm(forms.ModelForm):
    refused = _("The band was not set")

    class Meta:
        model = HealthOverride
        fields = ["band", "reason", "expires_on"]
        widgets = {"expires_on": DateInput(), "reason": forms.Textarea({"rows": 3})}

    def _post_clean(self) -> None:
        """The verb checks the whole; here only what was typed is read."""


@may_look
def health(request: HttpRequest, code: str) -> HttpResponse:
    """The health as it stands now, with everything that it was worked out from."""
    customer = get_object_or_404(seen_customers(request.user), code=code)
    story = health_story(customer, as_of=timezone.now())
    return render(
        request,
        "portfolio/health.html",
        {
            "customer": customer,
            "story": story,
            "chart": _chart(story),
            "crumbs": crumbs_of(customer, _("Health")),
            "may_override": managed_by(request.user).filter(pk=customer.pk).exists(),
        },
    )


def health_of_customer(request: HttpRequest, customer: Customer) -> dict[str, Any] | None:
    """The band kept last, for the customer's page; two queries."""
    snapshot = (
        HealthSnapshot.objects.visible_to(request.user)
        .filter(customer=customer)
        .order_by("-month")
        .first()
    )
    today = local_day(customer, timezone.now())
    override = overrides_of([customer.pk], on=today).get(customer.pk)
    if snapshot is None and override is None:
        return {"snapshot": None, "band": "", "override": None}
    band = override.band if override else snapshot.band  # type: ignore[union-attr]
    return {"snapshot": snapshot, "band": band, "override": override}


def _chart(story: HealthStory) -> charts.Trend | None:
    """The scores kept by month, the oldest first; nothing below two months."""
    rows = list(reversed(story.snapshots))
    if len(rows) < 2:
        return None
    return charts.trend(
        [
            charts.TrendPoint(
                label=f"{row.month:%Y-%m}",
                value=None if row.band == HealthBand.INSUFFICIENT else row.score,
                text=write_number(row.score),
                tone=TONES[Band(row.band)],
                title=f"{row.month:%Y-%m}: {HealthBand(row.band).label}",
            )
            for row in rows
        ],
        threshold=70,
        threshold_text=_t("good from 70"),
        write=write_number,
    )


def _managed(request: HttpRequest, code: str) -> Customer:
    """The customer, 404 where it is not seen and 403 where somebody else manages it."""
    customer = get_object_or_404(seen_customers(request.user), code=code)
    if not managed_by(request.user).filter(pk=customer.pk).exists():
        raise PermissionDenied
    return customer


@may_write
def override(request: HttpRequest, code: str) -> HttpResponse:
    """Set the band by hand, with a reason and its last day."""
    customer = _managed(request, code)
    url = reverse("portfolio:health", args=[code])
    return form_page(
        request,
        OverrideForm(request.POST or None),
        save=lambda form: override_health(
            customer=customer, actor=request.user, at=timezone.now(), **form.cleaned_data
        ),
        done=lambda row: _t("Set: it holds until %(day)s.") % {"day": write_day(row.expires_on)},
        refuse=refuse,
        goes_to=url,
        heading=_("Set the band by hand"),
        submit=_("Set"),
        cancel_url=url,
        crumbs=[*crumbs_of(customer, _("Health"))[:-1], (_("Health"), url), (_("Set"), None)],
    )


class WithdrawForm(forms.Form):
    refused = _("The band was not withdrawn")


@may_write
def withdraw(request: HttpRequest, code: str) -> HttpResponse:
    """Ask once more, then show again what was worked out."""
    customer = _managed(request, code)
    url = reverse("portfolio:health", args=[code])
    return form_page(
        request,
        WithdrawForm(request.POST if request.method == "POST" else None),
        save=lambda _form: withdraw_override(
            customer=customer, actor=request.user, at=timezone.now()
        ),
        done=_t("Withdrawn: the band is the one worked out."),
        refuse=refuse,
        goes_to=url,
        template="ui/confirm.html",
        heading=_t("Withdraw the band set by hand?"),
        consequences=[_("The band worked out from the components is shown again.")],
        submit=_("Withdraw"),
        cancel_url=url,
        crumbs=[*crumbs_of(customer, _("Health"))[:-1], (_("Health"), url), (_("Withdraw"), None)],
    )


class ComputeForm(forms.Form):
    refused = _("Nothing was worked out")


@may_write
def compute(request: HttpRequest) -> HttpResponse:
    """Ask once more, then keep this month's health and effort anew."""
    if not may_write_for_everybody(request.user):
        raise PermissionDenied
    url = reverse("portfolio:portfolio")

    def save(_form: forms.Form) -> int:
        now = timezone.now()
        count = take_health(actor=request.user, at=now)
        plan_effort(actor=request.user, at=now)
        return count

    return form_page(
        request,
        ComputeForm(request.POST if request.method == "POST" else None),
        save=save,
        done=lambda count: (
            ngettext(
                "Worked out: health and effort of %(count)d customer.",
                "Worked out: health and effort of %(count)d customers.",
                count,
            )
            % {"count": count}
        ),
        refuse=refuse,
        goes_to=url,
        template="ui/confirm.html",
        heading=_t("Work out this month's health and effort now?"),
        consequences=[
            _("Every active organisation is worked out from what is known now."),
            _("What was kept of this month is replaced; the history keeps it."),
        ],
        submit=_("Work out"),
        cancel_url=url,
        crumbs=[(_("Customer portfolio"), url), (_("Work out"), None)],
    )
