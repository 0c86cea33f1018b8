"""What every page of service levels shares: who may, and how a form meets a verb."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse

from accounts.queries.roles import may_manage_levels, may_read_levels
from common.access import allowed_if
from common.form_page import Crumbs
from common.form_page import form_page as common_page
from common.problems import Refusal

may_look = allowed_if(may_read_levels)
may_change = allowed_if(may_manage_levels)

__all__ = ["Crumbs", "form_page", "may_change", "may_look", "refuse"]


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
    """The form's page (common.form_page) with what each page of service levels has."""
    return common_page(
        request,
        form,
        save=save,
        done=done,
        refuse=refuse,
        template=template,
        refused_status=200,
        heading=heading,
        submit=submit,
        crumbs=crumbs,
        cancel_url=cancel_url,
        **more,
    )
