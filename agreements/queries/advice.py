"""Advice on how an agreement is written (R80, R81): counted by the engine, said in words here."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.engine.well_written import MOST_WORDS, Advice, Hint, Promise, advise
from agreements.models import Version
from agreements.queries.section_texts import version_texts
from common.ui.numbers import write_number


@dataclass(frozen=True, slots=True)
class Said:
    """One hint in words; `code` says which page mends it, `figures` what was counted."""

    code: str
    message: str
    figures: str


def advice_on(version: Version) -> list[Said]:
    """What could be better about a version, in the reader's language; advice, not a refusal."""
    targets = version.targets.select_related("indicator__service").order_by(
        "indicator__service__name", "pk"
    )
    hints = advise(
        promises=[
            Promise(
                row.indicator.service.name,
                row.indicator.service.description or row.indicator.service.outcome,
                row.protects,
            )
            for row in targets
        ],
        sections={text.name: text.text for text in version_texts(version)},
        is_agreed=bool(version.evidence.strip()) or version.signatories.exists(),
    )
    return [Said(hint.advice, _words(hint), _figures(hint)) for hint in hints]


def _words(hint: Hint) -> str:
    match hint.advice:
        case Advice.NO_SERVICE:
            return _("It speaks of no service yet: promise a level of one.")
        case Advice.SERVICE_UNSAID:
            return _("The catalogue does not say what %(service)s is for.") % {
                "service": hint.about
            }
        case Advice.NO_OUTCOME:
            return _("No target says which business outcome it protects.")
        case Advice.OUTCOME_UNSAID:
            return ngettext(
                "%(count)d target does not say which business outcome it protects.",
                "%(count)d targets do not say which business outcome they protect.",
                hint.count,
            ) % {"count": hint.count}
        case Advice.NOT_AGREED:
            return _("Nothing shows yet how it is agreed: name who signs, or the evidence.")
        case _:
            return _("“%(section)s” has long sentences: say it in shorter ones.") % {
                "section": hint.about
            }


def _figures(hint: Hint) -> str:
    if hint.figures is not None:
        return _(
            "%(average)s words a sentence, the longest has %(longest)d; advice begins at %(most)d."
        ) % {
            "average": write_number(hint.figures.average, 1),
            "longest": hint.figures.longest,
            "most": MOST_WORDS,
        }
    if hint.of:
        return _("%(count)d of %(of)d") % {"count": hint.count, "of": hint.of}
    return ""
