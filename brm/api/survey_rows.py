"""How surveys and their results are read by machines."""

from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from typing import Any

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from brm.engine.outcomes import OutcomeIndex
from brm.engine.scores import Csat, Nps
from brm.models import Campaign
from brm.queries.survey_results import GroupResult, Returned, SurveyResults
from brm.queries.survey_scores import Scores


def decimal_text(value: Fraction | Decimal | None, places: int = 2) -> str | None:
    """A figure as text with so many places; exact figures travel as text."""
    if value is None:
        return None
    exact = Fraction(value)
    quotient = Decimal(exact.numerator) / Decimal(exact.denominator)
    return str(quotient.quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN))


class SurveySerializer(serializers.ModelSerializer):
    """A survey as it stands; `ends_before` is exclusive (decision 24)."""

    owner = serializers.CharField(source="owner.name", read_only=True)
    ends_before = serializers.DateTimeField(source="closes_at", read_only=True)
    questions = serializers.ListField(
        source="blocks", child=serializers.CharField(), read_only=True
    )
    invited = serializers.IntegerField(read_only=True)
    answered = serializers.IntegerField(read_only=True)

    class Meta:
        model = Campaign
        fields = [
            "code",
            "title",
            "state",
            "owner",
            "questions",
            "languages",
            "zone",
            "opens_at",
            "ends_before",
            "is_anonymous",
            "invited",
            "answered",
            "opened_at",
            "ended_at",
            "closed_at",
            "improvement",
            "no_improvement",
        ]
        read_only_fields = fields


class CsatSerializer(serializers.Serializer):
    """Answers 4 and 5 of 5; shares and margin in percent, the margin for 95 %."""

    n = serializers.IntegerField()
    satisfied = serializers.IntegerField()
    percent = serializers.CharField()
    margin = serializers.CharField()
    mean = serializers.CharField()
    percent_by_role_weight = serializers.CharField()


class NpsSerializer(serializers.Serializer):
    """Promoters less detractors in points, the margin for 95 %."""

    n = serializers.IntegerField()
    promoters = serializers.IntegerField()
    passives = serializers.IntegerField()
    detractors = serializers.IntegerField()
    score = serializers.CharField()
    margin = serializers.CharField()
    score_by_role_weight = serializers.CharField()


class IkmSerializer(serializers.Serializer):
    """The public index with its band, and the mean of each of the nine elements."""

    n = serializers.IntegerField()
    index = serializers.CharField()
    band = serializers.CharField()
    means = serializers.ListField(child=serializers.CharField())


class OutcomeIndexSerializer(serializers.Serializer):
    """Outcome satisfaction from 0 to 100."""

    n = serializers.IntegerField()
    score = serializers.CharField()
    margin = serializers.CharField(allow_null=True)
    score_by_role_weight = serializers.CharField()


class ScoresSerializer(serializers.Serializer):
    """Null where nothing was asked or answered: no answer is no figure."""

    n = serializers.IntegerField()
    outcomes = OutcomeIndexSerializer(allow_null=True)
    csat = CsatSerializer(allow_null=True)
    nps = NpsSerializer(allow_null=True)
    ikm = IkmSerializer(allow_null=True)
    relationship = CsatSerializer(allow_null=True)
    provider = CsatSerializer(allow_null=True)


class SurveyGroupSerializer(serializers.Serializer):
    """A unit (by code) or a role; `is_hidden` where too few answered to be shown."""

    key = serializers.CharField()
    label = serializers.CharField()
    invited = serializers.IntegerField()
    answered = serializers.IntegerField()
    is_hidden = serializers.BooleanField()
    scores = ScoresSerializer(allow_null=True)


class OutcomeLineSerializer(serializers.Serializer):
    """One outcome; means from 0 to 10."""

    outcome = serializers.CharField()
    reference = serializers.CharField()
    customer = serializers.CharField()
    service = serializers.CharField(allow_null=True)
    n = serializers.IntegerField()
    importance = serializers.CharField()
    satisfaction = serializers.CharField()
    gap = serializers.CharField()
    opportunity = serializers.CharField()


class PerceivedServiceSerializer(serializers.Serializer):
    """How a service is perceived, 1 to 5."""

    service = serializers.CharField()
    rating = CsatSerializer()


class LeftOutSerializer(serializers.Serializer):
    """Whom the sample does not hear."""

    decision_makers = serializers.ListField(child=serializers.CharField())
    units = serializers.ListField(child=serializers.CharField())


@extend_schema_serializer(component_name="SurveyResults")
class SurveyResultsSerializer(serializers.Serializer):
    """The results over the units that the caller may see, totals included."""

    code = serializers.CharField()
    population = serializers.IntegerField()
    invited = serializers.IntegerField()
    answered = serializers.IntegerField()
    return_percent = serializers.CharField(allow_null=True)
    is_partial = serializers.BooleanField()
    is_withheld = serializers.BooleanField()
    whole = ScoresSerializer(allow_null=True)
    by_unit = SurveyGroupSerializer(many=True)
    by_role = SurveyGroupSerializer(many=True)
    outcomes = OutcomeLineSerializer(many=True)
    services = PerceivedServiceSerializer(many=True)
    left_out = LeftOutSerializer()


def results_row(campaign: Campaign, results: SurveyResults, codes: dict[str, str]) -> Any:
    """The results as the API hands them out; `codes` names units by their id."""
    return {
        "code": campaign.code,
        "population": results.population,
        "invited": results.returned.invited,
        "answered": results.returned.answered,
        "return_percent": _rate(results.returned),
        "is_partial": results.is_partial,
        "is_withheld": results.is_withheld,
        "whole": _scores(results.whole),
        "by_unit": [_group(row, codes.get(row.key, row.key)) for row in results.by_unit],
        "by_role": [_group(row, row.key) for row in results.by_role],
        "outcomes": [
            {
                "outcome": row.statement.text,
                "reference": row.statement.reference,
                "customer": row.statement.customer.code,
                "service": row.statement.service.code if row.statement.service else None,
                "n": row.line.n,
                "importance": decimal_text(row.line.importance),
                "satisfaction": decimal_text(row.line.satisfaction),
                "gap": decimal_text(row.line.gap),
                "opportunity": decimal_text(row.line.opportunity),
            }
            for row in results.outcomes
        ],
        "services": [
            {"service": row.service.code, "rating": _csat(row.rating)} for row in results.services
        ],
        "left_out": {
            "decision_makers": [f"{row.name}, {row.unit}" for row in results.gaps.decision_makers],
            "units": [row.code for row in results.gaps.units],
        },
    }


def _rate(returned: Returned) -> str | None:
    return decimal_text(returned.rate * 100, 1) if returned.rate is not None else None


def _group(row: GroupResult, key: str) -> dict[str, Any]:
    return {
        "key": key,
        "label": str(row.label),
        "invited": row.returned.invited,
        "answered": row.returned.answered,
        "is_hidden": row.is_hidden,
        "scores": _scores(row.scores),
    }


def _scores(scores: Scores | None) -> dict[str, Any] | None:
    if scores is None:
        return None
    return {
        "n": scores.n,
        "outcomes": _outcomes(scores.outcomes),
        "csat": _csat(scores.csat),
        "nps": _nps(scores.nps),
        "ikm": {
            "n": scores.ikm.n,
            "index": str(scores.ikm.rounded),
            "band": str(scores.ikm.band),
            "means": [decimal_text(mean) for mean in scores.ikm.means],
        }
        if scores.ikm
        else None,
        "relationship": _csat(scores.relationship),
        "provider": _csat(scores.provider),
    }


def _outcomes(index: OutcomeIndex | None) -> dict[str, Any] | None:
    if index is None:
        return None
    return {
        "n": index.n,
        "score": decimal_text(index.score),
        "margin": decimal_text(index.margin),
        "score_by_role_weight": decimal_text(index.weighted_score),
    }


def _csat(score: Csat | None) -> dict[str, Any] | None:
    if score is None:
        return None
    return {
        "n": score.n,
        "satisfied": score.satisfied,
        "percent": decimal_text(score.share * 100),
        "margin": decimal_text(score.margin),
        "mean": decimal_text(score.mean),
        "percent_by_role_weight": decimal_text(score.weighted_share * 100),
    }


def _nps(score: Nps | None) -> dict[str, Any] | None:
    if score is None:
        return None
    return {
        "n": score.n,
        "promoters": score.promoters,
        "passives": score.passives,
        "detractors": score.detractors,
        "score": decimal_text(score.score),
        "margin": decimal_text(score.margin),
        "score_by_role_weight": decimal_text(score.weighted_score),
    }
