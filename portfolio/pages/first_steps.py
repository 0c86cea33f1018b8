"""An empty installation, up to its first verdict."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from agreements.queries.access import is_provider
from common.access import allowed_if
from portfolio.queries.installation import way


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what it is, what is there already, and the page that does it."""

    number: int
    name: str
    is_done: bool
    what: str
    why: str
    url: str
    do: str


@allowed_if(is_provider)
def first_steps(request: HttpRequest) -> HttpResponse:
    """Six steps, each with a link to the real page; what is done ticks itself off."""
    found = way()
    steps = _steps(found)
    current = next((step.number for step in steps if not step.is_done), 0)
    return render(
        request,
        "portfolio/first_steps.html",
        {
            "steps": steps,
            "current": current,
            "done": found.done,
            "verdict": found.verdict,
            "way": found,
        },
    )


def _steps(found: Any) -> list[Step]:
    agreement = found.agreement
    agreement_url = (
        agreement.get_absolute_url()
        if agreement is not None
        else reverse("agreements:agreement-create")
    )
    rows = [
        (
            _("Customer"),
            str(found.customer or ""),
            _("Who gets something from you, and what they need it for."),
            _page("brm:customer-create", "brm:customer-list"),
            _("Add a customer"),
        ),
        (
            _("Service"),
            str(found.service or ""),
            _("What you provide to them."),
            _page("slm:service-create", "slm:service-list"),
            _("Add a service"),
        ),
        (
            _("Hours"),
            str(found.hours or ""),
            _("When it is promised: office hours, or round the clock."),
            _page("slm:hours-create", "slm:hours-list"),
            _("Write service hours"),
        ),
        (
            _("Indicator"),
            str(found.indicator or ""),
            _("What is measured of it, such as availability."),
            found.service.get_absolute_url()
            if found.service
            else _page("slm:service-create", "slm:service-list"),
            _("Add an indicator"),
        ),
        (
            _("Agreement"),
            str(agreement or ""),
            _("How much you promise; activated once it is agreed."),
            agreement_url,
            _("Finish the agreement") if agreement else _("Write the agreement"),
        ),
        (
            _("Data"),
            _("Facts have arrived.") if found.has_data else "",
            _("Outages by hand, a list in a file, or a tool that sends them."),
            _page("slm:outage-create", "slm:outage-list", "slm:source-list"),
            _("Enter or import outages"),
        ),
    ]
    return [
        Step(index, name, is_done, what, why, url, do)
        for index, ((name, what, why, url, do), is_done) in enumerate(
            zip(rows, found.steps, strict=True), start=1
        )
    ]


def _page(*names: str) -> str:
    """The first of these pages that there is."""
    for name in names:
        try:
            return reverse(name)
        except NoReverseMatch:
            continue
    return "/"
