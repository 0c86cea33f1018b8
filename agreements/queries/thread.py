"""What both sides of a negotiation propose and say, as far as a reader may read it."""

import uuid
from dataclasses import dataclass
from typing import Any

from agreements.models import Comment, Proposal, Round, Target, Version
from agreements.queries.amounts import write_amount, write_wanted
from agreements.queries.section_texts import texts_of


@dataclass(frozen=True, slots=True)
class Figure:
    """A target of the draft with the figures proposed beside it, the newest last."""

    target: Target
    name: str
    current: str
    proposals: tuple[tuple[Proposal, str], ...]


@dataclass(frozen=True, slots=True)
class Said:
    """A comment and what it is about."""

    comment: Comment
    about: str


@dataclass(frozen=True, slots=True)
class Thread:
    """Everything of a negotiation: rounds, figures, comments, and how much of it is open."""

    rounds: tuple[Round, ...]
    figures: tuple[Figure, ...]
    comments: tuple[Said, ...]

    @property
    def current(self) -> Round | None:
        """The round that is open."""
        return next((row for row in self.rounds if row.closed_at is None), None)

    @property
    def open_count(self) -> int:
        """Proposals without an answer and comments not resolved."""
        proposals = sum(
            proposal.answer == Proposal.Answer.OPEN
            for figure in self.figures
            for proposal, _words in figure.proposals
        )
        return proposals + sum(said.comment.resolved_at is None for said in self.comments)


def thread_of(version: Version, user: Any) -> Thread:
    """The negotiation of a version as `user` may read it."""
    targets = list(
        version.targets.select_related("indicator__service", "indicator__slice").order_by(
            "indicator__service__name", "pk"
        )
    )
    proposals: dict[int, list[Proposal]] = {}
    for row in (
        Proposal.objects.visible_to(user)
        .filter(version=version)
        .select_related("made_by__person", "party__customer")
        .order_by("made_at", "pk")
    ):
        proposals.setdefault(row.target_id, []).append(row)
    names = {str(target.pk): str(target.indicator) for target in targets}
    sections = {text.key: text.name for text in _texts(version)}
    comments = (
        Comment.objects.visible_to(user)
        .filter(version=version)
        .select_related("author__person", "party__customer", "resolved_by__person")
        .order_by("written_at", "pk")
    )
    return Thread(
        rounds=tuple(version.rounds.order_by("number")),
        figures=tuple(
            Figure(
                target,
                str(target.indicator),
                write_wanted(target),
                tuple((row, write_proposed(row, target)) for row in proposals.get(target.pk, ())),
            )
            for target in targets
        ),
        comments=tuple(
            Said(
                row,
                names.get(str(row.target_id), "") or sections.get(row.section, row.section),
            )
            for row in comments
        ),
    )


def write_proposed(proposal: Proposal, target: Target) -> str:
    """The proposed figure in the reader's language."""
    figure = proposal.limit if proposal.threshold_ppm is None else proposal.threshold_ppm
    return write_amount(target.metric, figure)


def about_choices(version: Version) -> list[tuple[str, str]]:
    """What a comment may be about, beside the whole text: targets, then sections."""
    targets = [
        (f"target:{target.public_id}", str(target.indicator))
        for target in version.targets.select_related("indicator__service", "indicator__slice")
    ]
    sections = [(f"section:{text.key}", text.name) for text in _texts(version)]
    return [*targets, *sections]


def read_about(version: Version, about: str) -> dict[str, Any]:
    """One of these choices as the verb's arguments."""
    kind, _sep, key = about.partition(":")
    if kind == "target":
        return {"target": version.targets.get(public_id=uuid.UUID(key))}
    return {"section": key} if kind == "section" else {}


def _texts(version: Version) -> Any:
    items = version.section_set.items.all() if version.section_set else ()
    return texts_of(version.sections or {}, items)
