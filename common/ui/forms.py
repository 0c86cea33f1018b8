"""Draws every Django form in the house's pattern: label above, hint and error tied to the field."""

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

GROUPED = (forms.RadioSelect, forms.CheckboxSelectMultiple)


class DateInput(forms.DateInput):
    """A day picked with the browser's own calendar, which speaks the reader's language."""

    input_type = "date"

    def __init__(self, attrs=None):
        super().__init__(attrs=attrs, format="%Y-%m-%d")


class MomentInput(forms.DateTimeInput):
    """A day and time of day to the second, without a zone: name the zone in the field's label."""

    input_type = "datetime-local"

    def __init__(self, attrs=None):
        super().__init__(attrs={"step": "1", **(attrs or {})}, format="%Y-%m-%dT%H:%M:%S")


class TimeInput(forms.TimeInput):
    """A time of day in hours and minutes."""

    input_type = "time"

    def __init__(self, attrs=None):
        super().__init__(attrs=attrs, format="%H:%M")


class Field(BoundField):
    """A form field that knows how it is drawn; the renderer gives it to every form.

    `data-unit` on the widget writes a unit beside the input: `NumberInput({"data-unit": "%"})`.
    """

    @property
    def is_checkbox(self) -> bool:
        return isinstance(self.field.widget, forms.CheckboxInput)

    @property
    def is_optional(self) -> bool:
        """Whether nobody misses it; one with `is_wanted` may be left for later, not for good."""
        wanted = self.field.required or getattr(self.field, "is_wanted", False)
        return not wanted and not self.field.disabled

    @property
    def unit(self) -> str:
        return self.field.widget.attrs.get("data-unit", "")

    def build_widget_attrs(self, attrs, widget=None):
        """Add the class of the input; Django ties hint and error to it by aria-describedby."""
        attrs = super().build_widget_attrs(attrs, widget)
        widget = widget or self.field.widget
        own = _class_of(widget)
        given = f"{widget.attrs.get('class', '')} {attrs.get('class', '')}".split()
        if own and not {"input", "bare"} & set(given):
            attrs["class"] = " ".join([own, *given])
        if isinstance(widget, forms.Textarea) and widget.attrs.get("rows") == "10":
            attrs["rows"] = "3"  # Django's default is taller than most texts; it can be pulled
        return attrs


def _class_of(widget: forms.Widget) -> str:
    plain = (*GROUPED, forms.CheckboxInput, forms.MultiWidget)
    if widget.is_hidden or isinstance(widget, plain):
        return ""
    if isinstance(widget, forms.NumberInput):
        return "input input--num"
    if isinstance(widget, (forms.widgets.Input, forms.Select, forms.Textarea)):
        return "input"
    return ""


class Renderer(TemplatesSetting):
    """The form renderer named by the settings.

    `{{ form }}` draws an error summary and all fields, `{{ form.name.as_field_group }}` one field.
    """

    form_template_name = "ui/_form_fields.html"
    field_template_name = "ui/_field.html"
    bound_field_class = Field


def summary_of(form: forms.BaseForm) -> str:
    """Return the first line of a refused form: what was not done and how many fields need a change.

    A form names itself by `refused = _("The target was not saved")`.
    """
    refused = getattr(form, "refused", None) or _("Not saved")
    count = sum(1 for name in form.errors if name in form.fields)
    if not count:
        return f"{refused}."
    fields = ngettext("%(count)d field needs a change", "%(count)d fields need a change", count)
    return f"{refused}: {fields % {'count': count}}."
