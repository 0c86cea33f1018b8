"""What the form pages of relationships share: how a form meets a verb, and the day it is there."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from brm.models import Customer
from common.form_page import form_page as common_page
from common.problems import Refusal


def refuse(form: forms.BaseForm, refusal: Refusal) -> None:
    """Put what a verb refused at its field, else over the whole form."""
    form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)


def form_page(request: HttpRequest, form: forms.BaseForm, **page: Any) -> HttpResponse:
    """The form's page (common.form_page), refusals at their fields."""
    return common_page(request, form, refuse=refuse, **page)


def typed(request: HttpRequest) -> Any:
    """What was sent, or None while the form is only shown."""
    return request.POST if request.method == "POST" else None


def their_day(customer: Customer, at: dt.datetime) -> dt.date:
    """The date of `at` where the customer is."""
    return at.astimezone(ZoneInfo(customer.zone)).date()


def my_crumbs(*last: Any) -> list[tuple[Any, str | None]]:
    """The way from the customer's home, to which the front door leads."""
    home: list[tuple[Any, str | None]] = [(_("My services"), "/")]
    return [*home, *(part if isinstance(part, tuple) else (part, None) for part in last)]
