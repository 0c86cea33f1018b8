"""A refusal of a verb is written at its field, or above the form."""

from django import forms

from common.problems import Refusal


def refuse(form: forms.BaseForm, refusal: Refusal) -> None:
    """Write the refusal where it belongs."""
    field = refusal.field if refusal.field in form.fields else None
    form.add_error(field, refusal.message)
