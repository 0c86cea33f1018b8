"""What was promised and reached, the same in every resource: metric, unit, value and counts."""

from typing import Any

from rest_framework import serializers

from agreements.api.fields import ExactField, PercentField
from agreements.engine.reached import Reached
from agreements.engine.terms import Terms
from agreements.models import Target
from agreements.queries.percents import exact_text, percent_text
from slm.engine.metrics import Form, Unit

# In what values and limits are counted.
UNITS = [unit.value for unit in Unit]


class PromiseSerializer(serializers.Serializer):
    """How much is promised of what: a share by its percentage, all else by a limit in its unit."""

    metric = serializers.ChoiceField(choices=Target.Metric.choices)
    unit = serializers.ChoiceField(choices=UNITS, help_text="Of the value and the limit.")
    comparator = serializers.ChoiceField(choices=Target.Comparator.choices)
    threshold_percent = PercentField(allow_null=True, help_text="Null: no share is promised.")
    limit = serializers.IntegerField(allow_null=True, help_text="Null: a share is promised.")
    within = serializers.IntegerField(
        allow_null=True,
        help_text="Milliseconds for answers, seconds of service time for work items.",
    )
    priority = serializers.CharField(help_text="Of work items; empty for all.")


class FigureSerializer(serializers.Serializer):
    """What was reached, in the unit of the promise."""

    value = ExactField(
        allow_null=True,
        help_text=(
            "Exact, in the unit of the promise (a share in ppm). Null: nothing was measured, or no "
            "break that a mean could be made of."
        ),
    )
    good = serializers.IntegerField(
        allow_null=True, help_text="Of counted shares, how many were good. Null for time."
    )
    total = serializers.IntegerField(
        allow_null=True, help_text="How many were counted. Null for time; breaks of their means."
    )
    incomplete = serializers.BooleanField(
        help_text="Raw data that an exact count would need was deleted already."
    )


def promise_row(terms: Terms) -> dict[str, Any]:
    """The fields of `PromiseSerializer`."""
    is_share = terms.form is Form.SHARE
    return {
        "metric": str(terms.metric),
        "unit": str(terms.meaning.unit),
        "comparator": str(terms.comparator),
        "threshold_percent": percent_text(terms.target_ppm) if is_share else None,
        "limit": None if is_share else terms.limit,
        "within": terms.within,
        "priority": terms.priority,
    }


def figure_row(terms: Terms, reached: Reached) -> dict[str, Any]:
    """The fields of `FigureSerializer`."""
    is_pair = terms.meaning.counted and reached.level is not None
    return {
        "value": None if reached.value is None else exact_text(reached.value),
        "good": reached.level.good if is_pair and reached.level else None,
        "total": reached.total,
        "incomplete": reached.is_incomplete,
    }
