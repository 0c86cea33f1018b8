"""Form fields that maintenance and exclusions share: services with their slices, and times."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from common.ui.times import zone_word
from slm.models import Service
from slm.operations.write_protections import Part

LONGEST_REASON = 2_000


def zoned(label: Any) -> str:
    """A label that names the zone in which the reader types."""
    zone = zone_word(timezone.localtime(timezone.now()))
    return _t("%(label)s, %(zone)s") % {"label": label, "zone": zone}


class PartChoices:
    """Every service that is not retired, and its slices, as choices of a field."""

    def __init__(self) -> None:
        self.parts: dict[str, Part] = {}
        services = Service.objects.exclude(portfolio_state=Service.Portfolio.RETIRED)
        for service in services.order_by("name", "pk").prefetch_related("slices"):
            for part in (Part(service), *(Part(service, one) for one in service.slices.all())):
                self.parts[part.name] = part

    @property
    def choices(self) -> list[tuple[str, str]]:
        return [
            (name, f"{part.service.name} · {part.slice.name}" if part.slice else part.service.name)
            for name, part in self.parts.items()
        ]


class PartsMixin:
    """Puts the services into the field `parts`, and answers what was chosen as parts."""

    fields: dict[str, Any]

    def fill_parts(self) -> None:
        self.known = PartChoices()
        self.fields["parts"].choices = self.known.choices

    def clean_parts(self) -> list[Part]:
        return [self.known.parts[name] for name in self.cleaned_data["parts"]]


def parts_field() -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=_("Services and slices"),
        widget=forms.SelectMultiple(
            attrs={
                "size": 8,
                "autofocus": True,
                "data-pick": "",
                "data-pick-hint": _(
                    "Type a part of a name or code; Enter takes it. A service stands for all its "
                    "slices."
                ),
                "data-pick-remove": _("Remove"),
                "data-pick-none": _("Nothing fits."),
            }
        ),
        help_text=_("Hold Ctrl or ⌘ to choose several. A service stands for all its slices."),
    )


def reason_field(label: Any) -> forms.CharField:
    """Why something is decided or undone: kept with the version."""
    return forms.CharField(
        label=label,
        max_length=LONGEST_REASON,
        help_text=_("Kept with the version, beside your name."),
    )
