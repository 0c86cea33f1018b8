"""Keep the sets of sections: copy one, and propose one of each kind alone."""

from typing import Any

from django.db import transaction

from agreements.models import SectionItem, SectionSet

_OWN = frozenset({"id", "section_set"})


@transaction.atomic
def copy_section_set(*, section_set: SectionSet, actor: Any) -> SectionSet:
    """A new set with the sections of `section_set`, offered and not proposed."""
    made = SectionSet.objects.create(
        code=_free_code(section_set.code),
        kind=section_set.kind,
        name=section_set.name,
        name_id=section_set.name_id,
    )
    SectionItem.objects.bulk_create(
        SectionItem(
            section_set=made,
            **{
                field.name: getattr(item, field.name)
                for field in SectionItem._meta.concrete_fields
                if field.name not in _OWN
            },
        )
        for item in section_set.items.all()
    )
    return made


def propose_alone(*, kind: str, keep: int | None) -> None:
    """Take the proposal from every other set of this kind: one of each kind is proposed."""
    rows = SectionSet.objects.filter(kind=kind, is_default=True)
    for other in rows if keep is None else rows.exclude(pk=keep):
        other.is_default = False
        other.save()


def _free_code(code: str) -> str:
    known = set(SectionSet.objects.values_list("code", flat=True))
    number = 2
    while f"{code[:28]}-{number}" in known:
        number += 1
    return f"{code[:28]}-{number}"
