"""The forms in which the text of a version, its sections and its charging are written."""

from typing import Any

from django import forms
from django.forms import inlineformset_factory
from django.utils.translation import gettext_lazy as _

from agreements.models import SectionItem, SectionSet, Tariff, Version
from agreements.queries.section_texts import says_none
from agreements.queries.text_bounds import LONGEST_TEXT

SECTION, NOTHING = "section-", "none-"


class SectionSetChoiceForm(forms.Form):
    """Which sections a version has, and whose text holds."""

    refused = _("The text was not saved")

    section_set = forms.ModelChoiceField(
        label=_("Set of sections"), queryset=SectionSet.objects.none(), to_field_name="code"
    )
    governing_language = forms.ChoiceField(
        label=_("Governing language"),
        choices=Version.Language.choices,
        help_text=_("Whose text holds where the languages differ."),
    )

    def __init__(self, *args: Any, version: Version, **options: Any):
        super().__init__(*args, **options)
        offered = SectionSet.objects.filter(kind=version.agreement.kind, is_retired=False)
        chosen = version.section_set
        if chosen is not None:
            offered = offered | SectionSet.objects.filter(pk=chosen.pk)
        self.fields["section_set"].queryset = offered
        usual = chosen or offered.filter(is_default=True).first()
        self.initial = {
            "section_set": usual.code if usual else None,
            "governing_language": version.governing_language,
        } | dict(self.initial)


class SectionsForm(forms.Form):
    """The sections of a version in one language, as its set orders them."""

    refused = _("The text was not saved")

    def __init__(self, *args: Any, version: Version, language: str, **options: Any):
        super().__init__(*args, **options)
        self.language = language
        self.items = list(version.section_set.items.all()) if version.section_set else []
        for item in self.items:
            stored = (version.sections or {}).get(item.key) or {}
            self.fields[SECTION + item.key] = forms.CharField(
                label=str(item),
                widget=forms.Textarea({"rows": "4", "lang": language}),
                required=False,
                help_text=item.explanation,
                initial=stored.get(language, ""),
                max_length=LONGEST_TEXT,
            )
            self.fields[SECTION + item.key].is_wanted = item.is_required
            if item.may_be_none:
                self.fields[NOTHING + item.key] = forms.BooleanField(
                    label=_("There is none: %(section)s") % {"section": item},
                    required=False,
                    initial=says_none(stored),
                )

    def values(self) -> dict[str, Any]:
        """What was typed, under the names of the verb's arguments."""
        data = self.cleaned_data
        return {
            "language": self.language,
            "texts": {item.key: data[SECTION + item.key] for item in self.items},
            "none": {item.key for item in self.items if data.get(NOTHING + item.key)},
        }


class ChargingForm(forms.Form):
    """Which tariff a version refers to, and how it is invoiced."""

    refused = _("The charging was not saved")

    tariff = forms.ModelChoiceField(
        label=_("Tariff"),
        queryset=Tariff.objects.none(),
        to_field_name="code",
        required=False,
        help_text=_("The signed text names it; its prices change under their own validity."),
    )
    invoiced = forms.ChoiceField(
        label=_("Invoiced"), choices=[("", "–"), *Version.Invoiced.choices], required=False
    )
    due_days = forms.IntegerField(
        label=_("Payable within"),
        min_value=0,
        max_value=365,
        required=False,
        widget=forms.NumberInput({"data-unit": _("days")}),
    )

    def __init__(self, *args: Any, version: Version, user: Any, **options: Any):
        super().__init__(*args, **options)
        customers = version.agreement.customers.all()
        self.fields["tariff"].queryset = Tariff.objects.filter(
            customer=None
        ) | Tariff.objects.visible_to(user).filter(customer__in=customers)
        self.initial = {
            "tariff": version.tariff.code if version.tariff else None,
            "invoiced": version.invoiced,
            "due_days": version.due_days,
        } | dict(self.initial)


class SectionSetForm(forms.ModelForm):
    """The names of a set, and whether it is offered and proposed."""

    refused = _("The set was not saved")

    class Meta:
        model = SectionSet
        fields = ["code", "kind", "name", "name_id", "is_default", "is_retired"]

    def __init__(self, *args: Any, **options: Any):
        super().__init__(*args, **options)
        if self.instance.pk is not None:
            del self.fields["code"], self.fields["kind"]

    def validate_constraints(self) -> None:
        """One set of each kind is proposed: saving this one takes the proposal from the other."""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("is_default") and data.get("is_retired"):
            self.add_error("is_default", _("A set that is no longer offered is not proposed."))
        return data


class SectionItemForm(forms.ModelForm):
    """One section of a set; the empty one at the end asks for nothing."""

    def has_changed(self) -> bool:
        if self.instance.pk is None and not any(
            self.data.get(self.add_prefix(name)) for name in ("key", "name", "name_id")
        ):
            return False
        return bool(super().has_changed())


SectionItems = inlineformset_factory(
    SectionSet,
    SectionItem,
    form=SectionItemForm,
    fields=[
        "position",
        "key",
        "name",
        "name_id",
        "hint",
        "hint_id",
        "is_required",
        "may_be_none",
    ],
    extra=1,
    can_delete=True,
)
