"""How one of a customer's people answers a text: a question, what will happen, a reason."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from agreements.models import Version
from agreements.pages.forms import form_page
from agreements.pages.lifecycle_forms import ReasonForm


def ask_for_reason(
    request: HttpRequest, record: Version, act: Callable[[str], Any], **context: Any
) -> HttpResponse:
    form = ReasonForm(request.POST if request.method == "POST" else None)
    return answer_page(
        request, record, form, lambda form: act(form.cleaned_data["reason"]), **context
    )


def answer_page(
    request: HttpRequest,
    record: Version,
    form: forms.Form,
    save: Callable[[Any], Any],
    *,
    done: str = "",
    **context: Any,
) -> HttpResponse:
    """What will happen, and a form; what a verb refuses is shown in it."""
    return form_page(
        request,
        form,
        save=save,
        done=done or _("It was written down."),
        goes_to=version_url(record),
        template="agreements/my_version_confirm.html",
        **_of(record),
        **context,
    )


def confirm_page(
    request: HttpRequest, record: Version, *, refused: str = "", **context: Any
) -> HttpResponse:
    """What will happen, a button, and why it did not."""
    return render(
        request,
        "agreements/my_version_confirm.html",
        {**_of(record), "refused": refused, **context},
        status=422 if refused else 200,
    )


def _of(record: Version) -> dict[str, Any]:
    return {
        "code": record.agreement.code,
        "number": record.number,
        "back": version_url(record),
    }


def version_url(record: Version) -> str:
    return reverse("agreements:my-version", args=[record.agreement.code, record.number])
