"""What each component of health says of its inputs, live or as they were kept, in a sentence."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from common.ui.numbers import write_number
from portfolio.engine.health import Band, Part

LABELS = {
    Part.SATISFACTION: gettext_lazy("Satisfaction with outcomes"),
    Part.PERFORMANCE: gettext_lazy("Targets met"),
    Part.COVERAGE: gettext_lazy("Contacts kept up"),
    Part.COMPLAINTS: gettext_lazy("Complaints"),
    Part.USAGE: gettext_lazy("Use against forecast"),
    Part.COMMERCIAL: gettext_lazy("Agreements and reviews"),
}
BANDS = {
    Band.GOOD: gettext_lazy("Good"),
    Band.WATCH: gettext_lazy("To watch"),
    Band.POOR: gettext_lazy("Poor"),
    Band.INSUFFICIENT: gettext_lazy("Insufficient data"),
}
HOW = {
    Part.SATISFACTION: gettext_lazy("index of the last survey about outcomes, 0 to 100"),
    Part.PERFORMANCE: gettext_lazy(
        "share of targets met in their last three closed periods; every target weighs the same"
    ),
    Part.COVERAGE: gettext_lazy(
        "decision maker, budget holder and signatory of each active unit that are filled and were "
        "contacted in time"
    ),
    Part.COMPLAINTS: gettext_lazy("100 − 10 × open − 25 × escalated − 15 × overdue"),
    Part.USAGE: gettext_lazy("use of the last three months ÷ what was forecast, at most 100"),
    Part.COMMERCIAL: gettext_lazy(
        "100 − 40 without an agreement − 30 for a notice day passed undecided − 20 for a review "
        "overdue"
    ),
}


def sentence(part: Part, inputs: Mapping[str, Any]) -> str:
    """What a component was worked out from; says so where nobody has data."""
    match part:
        case Part.SATISFACTION:
            return _satisfaction(inputs)
        case Part.PERFORMANCE:
            return _performance(inputs)
        case Part.COVERAGE:
            return _coverage(inputs)
        case Part.COMPLAINTS:
            return (
                _("%(open)d open, of them %(escalated)d escalated and %(overdue)d overdue") % inputs
            )
        case Part.USAGE:
            return _usage(inputs)
        case Part.COMMERCIAL:
            return _commercial(inputs)


def _satisfaction(inputs: Mapping[str, Any]) -> str:
    if not inputs:
        return _("No survey asked about outcomes, or too few answered it.")
    return ngettext(
        "%(score)s in %(survey)s, from %(n)d answer",
        "%(score)s in %(survey)s, from %(n)d answers",
        inputs["n"],
    ) % {**inputs, "score": write_number(Decimal(inputs["score"]), 1)}


def _performance(inputs: Mapping[str, Any]) -> str:
    if not inputs.get("judged"):
        return _("No promise to this customer has a closed period with data.")
    said = ngettext(
        "%(met)d of %(judged)d period met, %(targets)d targets",
        "%(met)d of %(judged)d periods met, %(targets)d targets",
        inputs["judged"],
    )
    if inputs["without_data"]:
        said += "; " + ngettext(
            "%(without_data)d without data is left out",
            "%(without_data)d without data are left out",
            inputs["without_data"],
        )
    return said % inputs


def _coverage(inputs: Mapping[str, Any]) -> str:
    if not inputs.get("expected"):
        return _("No unit of this customer is active.")
    said = ngettext(
        "%(kept)d of %(expected)d roles in %(units)d unit",
        "%(kept)d of %(expected)d roles in %(units)d units",
        inputs["units"],
    )
    if inputs["empty"]:
        said += "; " + _("%(empty)d filled by nobody")
    if inputs["overdue"]:
        said += "; " + _("%(overdue)d with an overdue contact")
    return said % inputs


def _usage(inputs: Mapping[str, Any]) -> str:
    if not inputs:
        return _("No month of use has a forecast made before it.")
    return "; ".join(
        _("%(service)s: %(actual)s of %(forecast)s %(unit)s forecast")
        % {
            **line,
            "actual": write_number(Decimal(line["actual"])),
            "forecast": write_number(Decimal(line["forecast"])),
        }
        for line in inputs["lines"]
    )


def _commercial(inputs: Mapping[str, Any]) -> str:
    said = []
    if inputs["agreements"]:
        said.append(_("in force: %(codes)s") % {"codes": ", ".join(inputs["agreements"])})
    elif inputs["covered_above"]:
        said.append(_("covered by an agreement with what it is part of"))
    else:
        said.append(_("no agreement in force"))
    if inputs["notice_missed"]:
        codes = ", ".join(inputs["notice_missed"])
        said.append(_("notice day passed undecided: %(codes)s") % {"codes": codes})
    if inputs["agreement_reviews"]:
        codes = ", ".join(inputs["agreement_reviews"])
        said.append(_("review of the agreement overdue: %(codes)s") % {"codes": codes})
    if inputs["reviews"]:
        said.append(
            ngettext(
                "%(count)d review with the customer overdue",
                "%(count)d reviews with the customer overdue",
                inputs["reviews"],
            )
            % {"count": inputs["reviews"]}
        )
    said.append(_("unpaid charges are not known here and take nothing"))
    return "; ".join(said)
