"""The form of a promise: what is promised first, then the fields and policies that it reads."""

from typing import Any

from babel.dates import get_month_names
from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from agreements.models import Target, Version
from agreements.pages.forms import PercentField
from agreements.queries.amounts import (
    THOUSAND,
    amount_text,
    parse_amount,
    parse_milliseconds,
    parse_seconds,
    span_text,
    usual_comparator,
)
from agreements.queries.metrics import OF_BREAKS, kinds_of
from agreements.queries.text_bounds import LONGEST_REMARK
from common.ui.numbers import language
from slm.engine.metrics import Form, Metric, Unit, meaning
from slm.models import Indicator, ServiceHours

# What a promise reads of time, by its metric; promises of counts read none of it.
_READS: dict[str, tuple[str, ...]] = {
    Metric.AVAILABILITY: ("unknown", "planned", "partial", "degraded", "min_break_seconds"),
    Metric.DOWNTIME: ("unknown", "partial", "degraded", "min_break_seconds"),
    **dict.fromkeys(OF_BREAKS, ("min_break_seconds", "crossing")),
}
_READ_OF_TIME = (
    "unknown",
    "planned",
    "partial",
    "degraded",
    "min_break_seconds",
    "crossing",
)
_OF_THE_PERIOD = ("week_starts", "first_month", "rolling_days", "new_service")
# Grouped as they stand under "more".
POLICIES = (
    ("comparator", "warning"),
    ("unknown", "planned"),
    ("partial", "degraded"),
    ("min_break_seconds", "crossing"),
    _OF_THE_PERIOD[:3],
    ("new_service", "exclusion_approval"),
    ("late_correction", "grace_days"),
    ("protects",),
)
_HINTS = {
    Unit.SECONDS: _("A length as people write it: 45 min, 1 h 30 min, 200 h."),
    Unit.COUNT: _("A whole number."),
    Unit.THOUSANDTHS: _("A figure with at most three decimals, such as 4.2."),
}


def _months() -> list[tuple[int, str]]:
    return list(get_month_names("wide", locale=language()).items())


class AmountField(forms.CharField):
    """An amount as people write it, cleaned to whole units of a metric."""

    def __init__(self, *, read: Any, write: Any, **options: Any) -> None:
        super().__init__(max_length=40, **options)
        self.read, self.write = read, write

    def clean(self, value: Any) -> int | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            return self.read(text)
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error

    def prepare_value(self, value: Any) -> Any:
        return self.write(value) if isinstance(value, int) else value


class MetricForm(forms.Form):
    """What is promised: chosen first, since everything else follows from it."""

    metric = forms.ChoiceField(label=_("What is promised"), choices=Target.Metric.choices)

    def __init__(self, *args: Any, kind: str = "", **options: Any) -> None:
        super().__init__(*args, **options)
        if kind:
            self.fields["metric"].choices = [
                (value, label) for value, label in Target.Metric.choices if kind in kinds_of(value)
            ]


class TargetForm(forms.Form):
    """One promise of a metric and the policies it is read by."""

    refused = _("The target was not saved")

    metric = forms.CharField(widget=forms.HiddenInput)
    threshold = PercentField(
        label=_("Target"), help_text=_("In percent, exactly as promised; at most four decimals.")
    )
    period = forms.ChoiceField(
        label=_("Period"), choices=Target.Period.choices, initial=Target.Period.MONTH
    )
    hours = forms.ModelChoiceField(label=_("Service hours"), queryset=ServiceHours.objects.all())
    comparator = forms.ChoiceField(
        label=_("Comparison"),
        choices=Target.Comparator.choices,
        help_text=_("Whether exactly what was promised is kept; usual: it is."),
    )
    warning = PercentField(
        label=_("Warn when so much of the budget is used"),
        initial=750_000,
        help_text=_("The target is at risk from there on; usual: 75 %."),
    )
    unknown = forms.ChoiceField(
        label=_("Unknown time"),
        choices=Target.Unknown.choices,
        initial=Target.Unknown.EXCLUDED,
        help_text=_("Time that nobody measured; usual: it leaves the denominator."),
    )
    planned = forms.ChoiceField(
        label=_("Planned maintenance"),
        choices=Target.Planned.choices,
        initial=Target.Planned.OUT,
        help_text=_("Approved and told in time; usual: it leaves the denominator."),
    )
    partial = PercentField(
        label=_("Partly down counts as bad"),
        initial=1_000_000,
        help_text=_("100: like down. 0: like good. Usual: 100."),
    )
    degraded = PercentField(
        label=_("Degraded counts as bad"),
        initial=0,
        help_text=_("100: like down. 0: like good. Usual: 0."),
    )
    min_break_seconds = forms.IntegerField(
        label=_("Breaks count from"),
        min_value=0,
        max_value=86_400,
        initial=0,
        widget=forms.NumberInput({"data-unit": _("s")}),
        help_text=_("Shorter breaks are ignored; their time counts as good. Usual: 0, all count."),
    )
    crossing = forms.ChoiceField(
        label=_("A break across periods counts"),
        choices=Target.Crossing.choices,
        initial=Target.Crossing.BEGAN,
        help_text=_("A break that lasts from one period into the next; usual: where it began."),
    )
    week_starts = forms.TypedChoiceField(
        label=_("First day of the week"),
        choices=[(0, _("Monday")), (6, _("Sunday")), (5, _("Saturday"))],
        coerce=int,
        initial=0,
        required=False,
        empty_value=None,
        help_text=_("Of weeks only; usual: Monday."),
    )
    first_month = forms.TypedChoiceField(
        label=_("First month of the fiscal year"),
        choices=lazy(_months, list),
        coerce=int,
        initial=1,
        required=False,
        empty_value=None,
        help_text=_("Of fiscal years only. A contract year begins with the agreement."),
    )
    rolling_days = forms.IntegerField(
        label=_("Rolling days"),
        min_value=1,
        max_value=366,
        required=False,
        widget=forms.NumberInput({"data-unit": _("days")}),
        help_text=_("Of rolling days only: judged at each midnight over so many days."),
    )
    new_service = forms.ChoiceField(
        label=_("A service begun inside a period counts"),
        choices=Target.NewService.choices,
        initial=Target.NewService.FROM_ITS_START,
        help_text=_("When the agreement begins in the middle of a period; usual: from its start."),
    )
    exclusion_approval = forms.ChoiceField(
        label=_("Exclusions are approved by"),
        choices=Target.ExclusionApproval.choices,
        initial=Target.ExclusionApproval.MANAGER,
        help_text=_("Who must agree that time is left out; usual: the service level manager."),
    )
    late_correction = forms.ChoiceField(
        label=_("A late correction"),
        choices=Target.LateCorrection.choices,
        initial=Target.LateCorrection.RESTATE,
        help_text=_("What a fact does that comes after a period was closed; usual: it restates."),
    )
    grace_days = forms.IntegerField(
        label=_("Days of grace"),
        min_value=0,
        max_value=92,
        required=False,
        widget=forms.NumberInput({"data-unit": _("days")}),
        help_text=_("How long a period waits for facts before it closes. Empty: as usual here."),
    )
    protects = forms.CharField(
        label=_("Business outcome it protects"),
        max_length=LONGEST_REMARK,
        widget=forms.Textarea({"rows": "2"}),
        required=False,
        help_text=_("In the customer's words (R80)."),
    )

    def __init__(
        self, *args: Any, metric: str, target: Target | None = None, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.what = Metric(metric)
        self._fit()
        self.initial = {"metric": metric} | dict(self.initial)
        if target is not None:
            self.initial = self._of(target) | self.initial
        elif "hours" not in self.initial and self.fields["hours"].queryset.count() == 1:
            self.initial["hours"] = self.fields["hours"].queryset.first()

    def _fit(self) -> None:
        """Leave the fields that the metric needs, and add those of its own."""
        means = meaning(self.what)
        if means.form is not Form.SHARE:
            del self.fields["threshold"]
            self.fields["limit"] = AmountField(
                label=_("How much"),
                help_text=_HINTS[means.unit],
                read=lambda text: parse_amount(self.what, text),
                write=lambda amount: amount_text(self.what, amount),
            )
        if means.within:
            is_answer = self.what is Metric.WITHIN_TIME
            self.fields["within"] = AmountField(
                label=_("Within which time"),
                help_text=_("Such as 800 ms. “p95 ≤ 800 ms” is 95 % within 800 ms.")
                if is_answer
                else _("Of service hours: 15 min, 4 h. Pauses are taken out."),
                read=parse_milliseconds if is_answer else parse_seconds,
                write=lambda amount: span_text(amount if is_answer else amount * THOUSAND),
            )
        if Indicator.Kind.WORK_ITEMS in kinds_of(self.what):
            self.fields["priority"] = forms.CharField(
                label=_("Priority"),
                max_length=24,
                required=False,
                help_text=_("As the ticket tool calls it, such as P1. Empty: of every priority."),
            )
        for name in _READ_OF_TIME:
            if name not in _READS.get(self.what, ()):
                del self.fields[name]
        usual = usual_comparator(self.what)
        if self.what is not Metric.ENTERED:
            ways = (">=", ">") if means.more_is_better else ("<=", "<")
            self.fields["comparator"].choices = [
                (value, label) for value, label in Target.Comparator.choices if value in ways
            ]
        self.fields["comparator"].initial = usual
        if means.form is Form.MEAN or (means.form is Form.AMOUNT and means.more_is_better):
            # Nothing is used up of a mean, nor of what should be more.
            del self.fields["warning"]

    def _of(self, target: Target) -> dict[str, Any]:
        if target.metric != self.what:
            return {"period": target.period, "hours": target.hours_id, "protects": target.protects}
        names = {field: name for name, field in FIELDS.items()}
        return {
            field: getattr(target, names.get(field, field))
            for field in self.fields
            if field not in {"hours", "indicators"}
        } | {"hours": target.hours_id}

    @property
    def amounts(self) -> list[Any]:
        """The fields that say how much, in the order in which they are read."""
        return [
            self[name]
            for name in ("threshold", "limit", "within", "priority")
            if name in self.fields
        ]

    @property
    def policies(self) -> list[list[Any]]:
        """Rows of the fields that stand under "more"."""
        rows = [[self[name] for name in row if name in self.fields] for row in POLICIES]
        return [row for row in rows if row]

    @property
    def has_policy_errors(self) -> bool:
        return any(field.errors for row in self.policies for field in row)

    def terms(self) -> dict[str, Any]:
        """The cleaned values under the names of Target's fields."""
        data = {
            name: value
            for name, value in self.cleaned_data.items()
            if name not in {"indicators", "metric"}
        }
        names = {field: name for name, field in FIELDS.items()}
        found = {names.get(name, name): value for name, value in data.items()}
        found["protects"] = found["protects"].strip()
        found["week_starts"] = found["week_starts"] or 0
        return {"metric": self.what.value, "threshold_ppm": 0, "within": None} | found


class AddTargetsForm(TargetForm):
    """The same for many indicators at once."""

    refused = _("No target was added")

    indicators = forms.ModelMultipleChoiceField(
        label=_("Indicators"),
        queryset=Indicator.objects.select_related("service", "slice").order_by(
            "service__name", "kind", "name"
        ),
        to_field_name="public_id",
        error_messages={"required": _("Choose at least one indicator.")},
    )

    def __init__(self, *args: Any, version: Version, **options: Any) -> None:
        super().__init__(*args, **options)
        indicators = self.fields["indicators"]
        indicators.queryset = indicators.queryset.filter(kind__in=kinds_of(self.what))
        self.taken = set(
            version.targets.filter(metric=self.what).values_list("indicator__public_id", flat=True)
        )


# Names of Target's fields as the form calls them.
FIELDS = {
    "threshold_ppm": "threshold",
    "partial_ppm": "partial",
    "degraded_ppm": "degraded",
    "warning_ppm": "warning",
}


def metric_asked(asked: str, *, kind: str = "", default: str = Metric.AVAILABILITY) -> str:
    """The metric that was chosen, if there is such a one (of this kind of indicator)."""
    known = {value for value in Target.Metric.values if not kind or kind in kinds_of(value)}
    return asked if asked in known else default
