"""The questions of a survey as a form: each optional, all in one page, no script needed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from brm.models import Campaign, OutcomeStatement
from brm.operations.answer_survey import MOST_TEXT
from brm.queries.questions import IKM_ELEMENTS, Given
from slm.models.service import Service

Block = Campaign.Block
ZERO_TO_TEN = range(11)
ONE_TO_FIVE = range(1, 6)
ONE_TO_FOUR = range(1, 5)
SATISFACTION_ENDS = (_("not satisfied"), _("very satisfied"))


@dataclass(frozen=True, slots=True)
class Question:
    """One field of the form, with the words at both ends of its scale; none for free text."""

    field: Any
    ends: Sequence[Any] = ()
    lead: Any = ""


@dataclass(frozen=True, slots=True)
class Section:
    """Questions under one heading."""

    key: str
    heading: Any
    note: Any
    questions: list[Question]
    remark: Any = None
    explanation: Any = ""


def _scale(label: Any, values: Sequence[int]) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label,
        choices=[(value, str(value)) for value in values],
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )


def _text(label: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=MOST_TEXT,
        required=False,
        widget=forms.Textarea({"rows": "3"}),
    )


class SurveyForm(forms.Form):
    """What is asked of one person. `given()` are the answers, `sections()` how they are drawn."""

    refused = _("Your answers were not sent")

    def __init__(
        self,
        data: Any = None,
        *,
        campaign: Campaign,
        statements: list[OutcomeStatement],
        services: list[Service],
    ) -> None:
        super().__init__(data)
        self.blocks = set(campaign.blocks)
        self.statements = statements if Block.OUTCOMES in self.blocks else []
        self.services = services if Block.SERVICES in self.blocks else []
        fields = self.fields
        for row in self.statements:
            fields[f"importance-{row.pk}"] = _scale(
                _("How important is it for your work?"), ZERO_TO_TEN
            )
            fields[f"outcome-{row.pk}"] = _scale(
                _("How satisfied are you with the result?"), ZERO_TO_TEN
            )
            fields[f"remark-{row.pk}"] = _text(_("What troubles you most about it?"))
        if Block.CSAT in self.blocks:
            fields["csat"] = _scale(_("How satisfied are you with our services?"), ONE_TO_FIVE)
        if Block.NPS in self.blocks:
            fields["nps"] = _scale(_("How likely is it that you recommend us?"), ZERO_TO_TEN)
        if Block.IKM in self.blocks:
            for number, _name, meaning in IKM_ELEMENTS:
                fields[f"ikm-{number}"] = _scale(meaning, ONE_TO_FOUR)
        for service in self.services:
            fields[f"service-{service.pk}"] = _scale(service.name, ONE_TO_FIVE)
        if Block.RELATIONSHIP in self.blocks:
            fields["relationship"] = _scale(
                _("How satisfied are you with how we keep in touch, listen and follow up?"),
                ONE_TO_FIVE,
            )
        if Block.PROVIDER in self.blocks:
            fields["provider"] = _scale(
                _("How satisfied are you with us as a provider, all in all?"), ONE_TO_FIVE
            )
        if Block.COMMENT in self.blocks:
            fields["comment"] = _text(_("What else should we know?"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for row in self.statements:
            importance, satisfaction = f"importance-{row.pk}", f"outcome-{row.pk}"
            said = (data.get(importance) is None, data.get(satisfaction) is None)
            if said == (True, False):
                self.add_error(importance, _("Say also how important it is."))
            elif said == (False, True):
                self.add_error(satisfaction, _("Say also how satisfied you are."))
        return data

    @property
    def count(self) -> int:
        """How many questions there are, remarks not counted."""
        return sum(not name.startswith("remark-") for name in self.fields)

    @property
    def missing(self) -> int:
        """How many questions have no answer in what was typed."""
        return sum(not self[name].data for name in self.fields if not name.startswith("remark-"))

    def given(self) -> list[Given]:
        """The answers of a valid form; what was left out is not among them."""
        data = self.cleaned_data
        rows = []
        for row in self.statements:
            rows.append(
                Given(
                    Block.OUTCOMES,
                    statement=row.pk,
                    importance=data[f"importance-{row.pk}"],
                    value=data[f"outcome-{row.pk}"],
                    text=data[f"remark-{row.pk}"],
                )
            )
        for block in (Block.CSAT, Block.NPS, Block.RELATIONSHIP, Block.PROVIDER):
            if block in self.blocks:
                rows.append(Given(block, value=data[block.value]))
        if Block.IKM in self.blocks:
            rows += [
                Given(Block.IKM, element=number, value=data[f"ikm-{number}"])
                for number, _name, _meaning in IKM_ELEMENTS
            ]
        rows += [
            Given(Block.SERVICES, service=service.pk, value=data[f"service-{service.pk}"])
            for service in self.services
        ]
        if Block.COMMENT in self.blocks:
            rows.append(Given(Block.COMMENT, text=data["comment"]))
        return rows

    def sections(self) -> list[Section]:
        """The questions as they stand on the page, outcomes first: they are what matters."""
        found = [
            Section(
                key=f"outcome-{row.pk}-section",
                heading=row.text,
                note=row.service.name if row.service else "",
                questions=[
                    Question(
                        self[f"importance-{row.pk}"], (_("not important"), _("very important"))
                    ),
                    Question(self[f"outcome-{row.pk}"], SATISFACTION_ENDS),
                ],
                remark=self[f"remark-{row.pk}"],
            )
            for row in self.statements
        ]
        general = [
            Question(self[name], ends)
            for name, ends in (
                ("csat", SATISFACTION_ENDS),
                ("nps", (_("not at all likely"), _("very likely"))),
            )
            if name in self.fields
        ]
        if general:
            found.append(Section("general", _("All in all"), "", general))
        if self.services:
            questions = [
                Question(self[f"service-{row.pk}"], (_("poor"), _("excellent")))
                for row in self.services
            ]
            found.append(
                Section(
                    "services",
                    _("The services as you see them"),
                    _("leave out what you do not use"),
                    questions,
                )
            )
        if Block.IKM in self.blocks:
            questions = [
                Question(
                    self[f"ikm-{number}"],
                    (pgettext_lazy("scale", "not good"), pgettext_lazy("scale", "very good")),
                    lead=name,
                )
                for number, name, _meaning in IKM_ELEMENTS
            ]
            found.append(
                Section(
                    "ikm",
                    _("Public satisfaction index (IKM)"),
                    _("nine elements, 1 to 4"),
                    questions,
                    explanation=_("1 not good, 2 less good, 3 good, 4 very good."),
                )
            )
        us = [
            Question(self[name], SATISFACTION_ENDS)
            for name in ("relationship", "provider")
            if name in self.fields
        ]
        if us:
            found.append(Section("us", _("Working with us"), "", us))
        if "comment" in self.fields:
            found.append(
                Section("comment-section", _("In your own words"), "", [Question(self["comment"])])
            )
        return found
