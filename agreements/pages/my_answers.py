"""How one of a customer's people answers a text: a question, what will happen, a reason."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from agreements.models import Version
from agreements.pages.forms import show_refusal
from agreements.pages.lifecycle_forms import ReasonForm
from common.problems import Refusal


def ask_for_reason(
    request: HttpRequest, record: Version, act: Callable[[str], Any], **context: Any
) -> HttpResponse:
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            act(form.cleaned_data["reason"])
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("It was written down."))
            return redirect(version_url(record))
    return confirm_page(request, record, form=form, **context)


def confirm_page(
    request: HttpRequest,
    record: Version,
    *,
    form: forms.Form | None = None,
    refused: str = "",
    **context: Any,
) -> HttpResponse:
    is_wrong = bool(refused) or bool(form is not None and form.errors)
    return render(
        request,
        "agreements/my_version_confirm.html",
        {
            "code": record.agreement.code,
            "number": record.number,
            "back": version_url(record),
            "form": form,
            "refused": refused,
            **context,
        },
        status=422 if is_wrong else 200,
    )


def version_url(record: Version) -> str:
    return reverse("agreements:my-version", args=[record.agreement.code, record.number])
