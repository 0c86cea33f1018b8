"""What the forms of outcomes, demand, changes and checks share."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from brm.models import Customer
from brm.queries.writing import written_by
from slm.models.service import Service

Crumbs = list[tuple[Any, str | None]]


class CustomersField(forms.ModelChoiceField):
    """A customer for whom the reader may write, told by name and code."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            queryset=Customer.objects.none(),
            to_field_name="code",
            label=options.pop("label", _("Customer")),
            **options,
        )

    def offer(self, user: Any) -> None:
        """Offer the customers for whom `user` may write."""
        self.queryset = written_by(user).order_by("name", "pk")

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name} ({obj.code})"


def services_field(**options: Any) -> forms.ModelMultipleChoiceField:
    """Services that are not retired, by name."""
    return forms.ModelMultipleChoiceField(
        queryset=Service.objects.exclude(portfolio_state=Service.Portfolio.RETIRED).order_by(
            "name", "pk"
        ),
        to_field_name="code",
        required=False,
        **{"label": _("Services"), **options},
    )


def currency_field() -> forms.RegexField:
    return forms.RegexField(
        label=_("Currency"),
        regex=r"^[A-Z]{3}\Z",
        max_length=3,
        error_messages={"invalid": _("Three capital letters, such as IDR.")},
    )


def named(request: HttpRequest, *names: str) -> dict[str, str]:
    """What the address proposes: `?customer=BANK&service=PAY`."""
    return {name: request.GET[name].upper() for name in names if request.GET.get(name)}


def register_crumbs(label: Any, url_name: str, record: Any = None, last: Any = None) -> Crumbs:
    """From a register to a record of it, and to a form where `last` names one."""
    crumbs: Crumbs = [(label, reverse(url_name))]
    if record is not None:
        crumbs.append((str(record), record.get_absolute_url() if last else None))
    return [*crumbs, (last, None)] if last else crumbs
