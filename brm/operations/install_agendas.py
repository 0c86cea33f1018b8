"""Bring in the standard agendas, once each."""

from django.db import transaction

from brm.engine.standard_agendas import STANDARD_AGENDAS
from brm.models import AgendaTemplate, AgendaTemplateItem


@transaction.atomic
def install_agendas() -> int:
    """Create those standard agendas that were never here; return how many.

    What an administrator changed or retired is left alone: an agenda is told by its code.
    """
    here = set(AgendaTemplate.objects.values_list("code", flat=True))
    proposed = set(
        AgendaTemplate.objects.filter(is_default=True).values_list("kind", "review_type")
    )
    fresh = [one for one in STANDARD_AGENDAS if one.code not in here]
    for standard in fresh:
        made = AgendaTemplate.objects.create(
            code=standard.code,
            kind=standard.kind,
            review_type=standard.review_type,
            name=standard.name,
            name_id=standard.name_id,
            is_default=(standard.kind, standard.review_type) not in proposed,
        )
        AgendaTemplateItem.objects.bulk_create(
            AgendaTemplateItem(
                template=made,
                position=position,
                part=point.part,
                name=point.name,
                name_id=point.name_id,
                planned_minutes=point.minutes,
            )
            for position, point in enumerate(standard.points, start=1)
        )
    return len(fresh)
