"""Say what is done about use that left its forecast (R32)."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from common.problems import Refusal
from portfolio.models import GapAnswer, UsageFact


class AnswerRefused(Refusal):
    """The answer is not kept."""

    code = "answer_refused"


@transaction.atomic
def answer_gap(*, use: UsageFact, words: str, actor: Any, at: dt.datetime) -> GapAnswer:
    """Keep what is done about the gap of this use; a later answer replaces an earlier one."""
    if not words.strip():
        raise AnswerRefused(_("Write what is done, or why nothing has to be."), field="words")
    answer, _made = GapAnswer.objects.update_or_create(
        customer=use.customer,
        service=use.service,
        unit=use.unit,
        month=use.month,
        defaults={"words": words.strip(), "answered_by": actor, "answered_at": at},
    )
    return answer
