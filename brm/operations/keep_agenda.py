"""Keep the agendas: copy one, and propose one of each kind of meeting alone."""

from typing import Any

from django.db import transaction

from brm.models import AgendaTemplate, AgendaTemplateItem


@transaction.atomic
def copy_agenda(*, template: AgendaTemplate, actor: Any) -> AgendaTemplate:
    """A new agenda with the points of `template`, offered and not proposed."""
    made = AgendaTemplate.objects.create(
        code=_free_code(template.code),
        kind=template.kind,
        review_type=template.review_type,
        name=template.name,
        name_id=template.name_id,
    )
    AgendaTemplateItem.objects.bulk_create(
        AgendaTemplateItem(
            template=made,
            position=item.position,
            part=item.part,
            name=item.name,
            name_id=item.name_id,
            planned_minutes=item.planned_minutes,
        )
        for item in template.items.all()
    )
    return made


def propose_alone(*, kind: str, review_type: str, keep: int | None) -> None:
    """Take the proposal from every other agenda of this kind of meeting."""
    rows = AgendaTemplate.objects.filter(kind=kind, review_type=review_type, is_default=True)
    for other in rows if keep is None else rows.exclude(pk=keep):
        other.is_default = False
        other.save()


def _free_code(code: str) -> str:
    known = set(AgendaTemplate.objects.values_list("code", flat=True))
    number = 2
    while f"{code[:28]}-{number}" in known:
        number += 1
    return f"{code[:28]}-{number}"
