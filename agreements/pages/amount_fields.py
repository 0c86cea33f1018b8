"""Form fields for promised amounts, typed as people write them and cleaned to whole numbers."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agreements.queries.amounts import (
    THOUSAND,
    amount_text,
    parse_amount,
    parse_milliseconds,
    parse_seconds,
    span_text,
)
from slm.engine.metrics import Form, Metric, meaning


class AmountFields(forms.Form):
    """Mixed into a form with a `metric` field: the amount, and the time within which.

    Cleaned, `amounts()` gives threshold_ppm, limit and within as the models keep them.
    """

    amount = forms.CharField(
        label=_("How much"),
        max_length=40,
        help_text=_(
            "A share in percent (99.5), a length (45 min, 1 h 30 min), a number (3) or a score "
            "(4.25), as the metric is counted."
        ),
    )
    within = forms.CharField(
        label=_("Within which time"),
        max_length=40,
        required=False,
        help_text=_("Where something has to happen in time: 800 ms, 15 min, 8 h."),
    )

    def metric_of(self) -> str:
        """The metric that the amounts belong to."""
        return self.cleaned_data.get("metric", "")

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        metric = self.metric_of()
        if not metric:
            return data
        if data.get("amount"):
            self._parse(data, "amount", lambda text: parse_amount(metric, text))
        if not meaning(Metric(metric)).within:
            data["within"] = None
        elif not data.get("within"):
            self.add_error("within", _("Say within which time."))
        else:
            read = parse_milliseconds if metric == Metric.WITHIN_TIME else parse_seconds
            self._parse(data, "within", read)
        return data

    def _parse(self, data: dict[str, Any], name: str, read: Any) -> None:
        try:
            data[name] = read(data[name])
        except ValueError as error:
            self.add_error(name, str(error))

    def amounts(self) -> dict[str, Any]:
        """The cleaned amounts under the names of the models' fields."""
        data = self.cleaned_data
        is_share = meaning(Metric(self.metric_of())).form is Form.SHARE
        return {
            "threshold_ppm": data["amount"] if is_share else None,
            "limit": None if is_share else data["amount"],
            "within": data.get("within"),
        }


def amount_initial(
    metric: str, *, threshold_ppm: int | None, limit: int | None, within: int | None
) -> dict[str, str]:
    """Stored amounts as the form shows them."""
    amount = threshold_ppm if meaning(Metric(metric)).form is Form.SHARE else limit
    found = {"amount": "" if amount is None else amount_text(metric, amount)}
    if within is not None:
        scale = 1 if metric == Metric.WITHIN_TIME else THOUSAND
        found["within"] = span_text(within * scale)
    return found
