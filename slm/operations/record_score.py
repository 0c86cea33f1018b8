"""Enter a score, correct it, withdraw it. Every change is a new version with its reason."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.core.files.base import File as DjangoFile
from django.db import transaction
from django.utils.translation import gettext as _

from common.operations.store_file import store_file
from common.problems import Refusal
from common.ui.numbers import write_number
from slm.models import Indicator, Score, ScoreVersion
from slm.models.score import THOUSANDTHS

from .mark_dirty import mark_dirty
from .take_maintenance import row_error, words_of_refused

PREFIX = "E-"
MAX_REFERENCE = 64
# So that a sum of very many still fits into 64 bits.
LARGEST_THOUSANDTHS = 10**12
MOST_RESPONDENTS = 1_000_000
# Before any record that a provider keeps: a year that was mistyped.
EARLIEST_ON = dt.date(2000, 1, 1)
DAY = dt.timedelta(days=1)


class ScoreRefused(Refusal):
    """The score is not recorded as given."""

    code = "score_refused"


class ScoresRefused(Refusal):
    """None of the scores was recorded; `rows` names each bad one."""

    code = "scores_refused"


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of a score: its date, its value, how many answered, and what shows it.

    `respondents` is None of an entered figure. `file` is kept as evidence; without one a
    correction keeps the file that there was.
    """

    dated_on: dt.date
    value_thousandths: int
    respondents: int | None = None
    note: str = ""
    file: DjangoFile | None = None


@transaction.atomic
def record_score(
    *,
    indicator: Indicator,
    external_id: str = "",
    said: Said,
    change_reason: str = "",
    actor: Any,
    at: dt.datetime,
) -> Score:
    """Record a score under the sender's own name for it; by hand it gets a number.

    Said again word for word it is nothing new, withdrawn or not. Said otherwise it is a
    correction, which needs its reason.
    """
    locked = Indicator.objects.select_for_update(no_key=True).get(pk=indicator.pk)
    said = _believed(locked, said, at)
    if len(external_id) > MAX_REFERENCE or not external_id.isprintable():
        raise ScoreRefused(
            _("A reference has at most %(limit)d characters, all of them visible.")
            % {"limit": MAX_REFERENCE},
            field="external_id",
        )
    known = Score.objects.filter(indicator=locked, external_id=external_id).first()
    if known is not None:
        current = known.versions.get(number=known.version_number)
        if said.file is None and _same(current, said):
            return known
        return _correct(known, current, said, change_reason, actor, at)
    if said.respondents is None and not said.note and said.file is None:
        raise ScoreRefused(_("Say what shows this figure: in a note, or by a file."), field="note")
    _refuse_second(locked, said, None)
    score = Score(
        indicator=locked,
        external_id=external_id or _next_reference(locked),
        dated_on=said.dated_on,
        value_thousandths=said.value_thousandths,
        respondents=said.respondents,
    )
    score.save()
    _write_version(score, said, None, "", actor, at)
    _mark(score, [said.dated_on], at)
    return score


@transaction.atomic
def correct_score(
    *, score: Score, said: Said, change_reason: str, actor: Any, at: dt.datetime
) -> Score:
    """Say better what a score is; one that was withdrawn stands again by it."""
    locked = Indicator.objects.select_for_update(no_key=True).get(pk=score.indicator_id)
    known = Score.objects.get(pk=score.pk)
    current = known.versions.get(number=known.version_number)
    return _correct(known, current, _believed(locked, said, at), change_reason, actor, at)


@transaction.atomic
def withdraw_score(*, score: Score, change_reason: str, actor: Any, at: dt.datetime) -> Score:
    """Say that the score does not count; what was said stays in its versions."""
    if not change_reason.strip():
        raise ScoreRefused(_("Say why this is withdrawn."), field="change_reason")
    Indicator.objects.select_for_update(no_key=True).get(pk=score.indicator_id)
    known = Score.objects.get(pk=score.pk)
    if known.is_void:
        return known
    current = known.versions.get(number=known.version_number)
    known.version_number += 1
    known.is_void = True
    known.save()
    said = Said(known.dated_on, known.value_thousandths, known.respondents, current.note)
    _write_version(known, said, current, change_reason, actor, at)
    _mark(known, [known.dated_on], at)
    return known


@transaction.atomic
def record_scores(
    *,
    indicator: Indicator,
    rows: Sequence[Mapping[str, Any]],
    actor: Any,
    at: dt.datetime,
) -> list[Score]:
    """Record each score, given as the arguments of `record_score`, in their order.

    Every row is tried, so that a sender learns of all mistakes at once; one mistake undoes all.
    """
    found: list[Score] = []
    errors: list[dict[str, Any]] = []
    for number, row in enumerate(rows):
        try:
            found.append(record_score(indicator=indicator, **row, actor=actor, at=at))
        except Refusal as refusal:
            errors.append(row_error(number, refusal))
    if errors:
        raise ScoresRefused(words_of_refused(len(errors)), rows=errors)
    return found


def _believed(indicator: Indicator, said: Said, at: dt.datetime) -> Said:
    """What is said, tidied; refused where it cannot be of this indicator."""
    if said.dated_on < EARLIEST_ON:
        raise ScoreRefused(_("A date cannot lie before the year 2000."), field="dated_on")
    # Where the day begins first it is ahead of UTC by fourteen hours.
    if said.dated_on > at.astimezone(dt.UTC).date() + DAY:
        raise ScoreRefused(_("This date has not come yet."), field="dated_on")
    if indicator.kind == Indicator.Kind.SATISFACTION:
        _refuse_answer(indicator, said)
    elif indicator.kind == Indicator.Kind.ENTERED:
        if said.respondents is not None:
            raise ScoreRefused(_("An entered figure has no respondents."), field="respondents")
    else:
        raise ScoreRefused(_("This indicator is measured, not entered."), field="indicator")
    if abs(said.value_thousandths) > LARGEST_THOUSANDTHS:
        raise ScoreRefused(_("This figure is too large."), field="value")
    return replace(said, note=said.note.strip())


def _refuse_answer(indicator: Indicator, said: Said) -> None:
    if said.respondents is None or not 1 <= said.respondents <= MOST_RESPONDENTS:
        raise ScoreRefused(
            _("Say how many answered, from 1 to %(most)s.")
            % {"most": write_number(MOST_RESPONDENTS)},
            field="respondents",
        )
    lowest, highest = indicator.scale_from or 0, indicator.scale_to or 0
    if not lowest * THOUSANDTHS <= said.value_thousandths <= highest * THOUSANDTHS:
        raise ScoreRefused(
            _("An answer lies between %(lowest)d and %(highest)d.")
            % {"lowest": lowest, "highest": highest},
            field="value",
        )


def _refuse_second(indicator: Indicator, said: Said, own: Score | None) -> None:
    """An entered figure is one a date."""
    if said.respondents is not None:
        return
    same = Score.objects.standing().filter(indicator=indicator, dated_on=said.dated_on)
    if same.exclude(pk=own.pk if own else None).exists():
        raise ScoreRefused(
            _("There is a figure of this date already. Correct that one, or withdraw it."),
            field="dated_on",
        )


def _correct(
    score: Score,
    current: ScoreVersion,
    said: Said,
    change_reason: str,
    actor: Any,
    at: dt.datetime,
) -> Score:
    if not change_reason.strip():
        raise ScoreRefused(_("Say why this is changed."), field="change_reason")
    if said.respondents is None and not (said.note or said.file or current.evidence_id):
        raise ScoreRefused(_("Say what shows this figure: in a note, or by a file."), field="note")
    _refuse_second(score.indicator, said, score)
    dates = [score.dated_on, said.dated_on]
    score.version_number += 1
    score.dated_on, score.value_thousandths = said.dated_on, said.value_thousandths
    score.respondents, score.is_void = said.respondents, False
    score.save()
    _write_version(score, said, current, change_reason, actor, at)
    _mark(score, dates, at)
    return score


def _same(current: ScoreVersion, said: Said) -> bool:
    """Whether this is what was said last; a note that is left out says nothing else."""
    return (current.dated_on, current.value_thousandths, current.respondents) == (
        said.dated_on,
        said.value_thousandths,
        said.respondents,
    ) and said.note in ("", current.note)


def _write_version(
    score: Score,
    said: Said,
    before: ScoreVersion | None,
    change_reason: str,
    actor: Any,
    at: dt.datetime,
) -> None:
    evidence = before.evidence if before else None
    if said.file is not None:
        evidence = store_file(
            content=said.file,
            name=said.file.name or "",
            content_type=getattr(said.file, "content_type", "") or "",
            parent=score,
            actor=actor,
            at=at,
        )
    ScoreVersion.objects.create(
        score=score,
        number=score.version_number,
        dated_on=score.dated_on,
        value_thousandths=score.value_thousandths,
        respondents=score.respondents,
        is_void=score.is_void,
        note=said.note,
        evidence=evidence,
        change_reason=change_reason.strip(),
        received_at=at,
        actor=actor,
    )


def _mark(score: Score, dates: Sequence[dt.date], at: dt.datetime) -> None:
    """A date begins up to a day before or after it does in UTC, by the zone of the hours."""
    begins = [dt.datetime.combine(on, dt.time(), dt.UTC) for on in dates]
    mark_dirty(
        indicators=[score.indicator], from_at=min(begins) - DAY, to_at=max(begins) + DAY, at=at
    )


def _next_reference(indicator: Indicator) -> str:
    """The next free number of scores entered by hand; the indicator comes locked."""
    taken = Score.objects.filter(indicator=indicator, external_id__regex=rf"^{PREFIX}\d{{1,9}}$")
    keys = taken.values_list("external_id", flat=True)
    return f"{PREFIX}{max((int(key.removeprefix(PREFIX)) for key in keys), default=0) + 1:04d}"
