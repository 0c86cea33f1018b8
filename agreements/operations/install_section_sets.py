"""Bring in the standard sets of sections, once each."""

from django.db import transaction

from agreements.engine.standard_sections import STANDARD_SETS
from agreements.models import SectionItem, SectionSet


@transaction.atomic
def install_section_sets() -> int:
    """Create those standard sets that were never here; return how many.

    What an administrator changed or retired is left alone: a set is told by its code.
    """
    here = set(SectionSet.objects.values_list("code", flat=True))
    kinds_with_default = set(
        SectionSet.objects.filter(is_default=True).values_list("kind", flat=True)
    )
    fresh = [one for one in STANDARD_SETS if one.code not in here]
    for standard in fresh:
        made = SectionSet.objects.create(
            code=standard.code,
            kind=standard.kind,
            name=standard.name,
            name_id=standard.name_id,
            is_default=standard.default and standard.kind not in kinds_with_default,
        )
        SectionItem.objects.bulk_create(
            SectionItem(
                section_set=made,
                key=section.key,
                position=position,
                name=section.name,
                name_id=section.name_id,
                hint=section.hint,
                hint_id=section.hint_id,
                is_required=section.required,
                may_be_none=section.may_be_none,
            )
            for position, section in enumerate(standard.sections, start=1)
        )
    return len(fresh)
