"""What every page of service levels shares: who may, and how a form meets a verb."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.queries.roles import may_manage_levels, may_read_levels
from common.access import allowed_if
from common.problems import Refusal

may_look = allowed_if(may_read_levels)
may_change = allowed_if(may_manage_levels)

Crumbs = list[tuple[Any, str | None]]


def refuse(form: forms.BaseForm, refusal: Refusal) -> None:
    """Show a verb's refusal at its field, what was typed kept.

    `parts` of a form are fields of the verb that the form has under other names.
    """
    known = {*form.fields, *getattr(form, "parts", ())}
    field = refusal.field if refusal.field in known else None
    form.add_error(field, refusal.message)


def form_page(
    request: HttpRequest,
    form: forms.BaseForm,
    *,
    save: Callable[[Any], Any],
    done: Callable[[Any], str],
    heading: Any,
    submit: Any,
    crumbs: Crumbs,
    cancel_url: str,
    template: str = "ui/form.html",
    **more: Any,
) -> HttpResponse:
    """One form: shown, saved by a verb, refused at the field, or done with a word and sent on.

    `save` gets the valid form and answers the record, whose page comes next; `done` words it.
    """
    if request.method == "POST" and form.is_valid():
        try:
            record = save(form)
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, done(record))
            return redirect(record.get_absolute_url())
    context = {
        "form": form,
        "heading": heading,
        "submit": submit,
        "crumbs": crumbs,
        "cancel_url": cancel_url,
        **more,
    }
    return render(request, template, context)
