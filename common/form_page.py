"""A page that is one form: shown, saved by a verb, refused at the field, or done and sent on."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from common.problems import Refusal

Crumbs = list[tuple[Any, str | None]]
Refuse = Callable[[Any, Refusal], None]


def form_page(
    request: HttpRequest,
    form: forms.BaseForm,
    *,
    save: Callable[[Any], Any],
    done: str | Callable[[Any], str],
    refuse: Refuse,
    goes_to: Any = None,
    template: str = "ui/form.html",
    refused_status: int = 422,
    **context: Any,
) -> HttpResponse:
    """Answer a request for the form, or for what was typed into it.

    `save` gets the valid form and returns the record; `done` words it, or says it. The next page
    is `goes_to` (an address or a record), else the record's own. What a verb refuses is put at its
    field by `refuse`, with what was typed. `context` is the template's: heading, submit, crumbs …
    """
    if form.is_bound and form.is_valid():
        try:
            record = save(form)
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, done(record) if callable(done) else done)
            return redirect(goes_to or record)
    status = refused_status if form.errors else 200
    return render(request, template, {"form": form, **context}, status=status)
