"""Write what a draft says, section by section, and what its charging follows."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from agreements.models import SectionSet, Tariff, Version
from agreements.queries.section_texts import LANGUAGES, NONE, says_none

from .save_version import VersionRefused, lock_draft


@transaction.atomic
def choose_section_set(
    *, version: Version, section_set: SectionSet, governing_language: str, actor: Any
) -> Version:
    """Say which sections a draft has, and whose text holds where its languages differ.

    Texts under keys that the new set lacks are kept and shown after the others.
    """
    locked = lock_draft(version)
    if section_set.kind != locked.agreement.kind:
        raise VersionRefused(_("This set is for another kind of document."), field="section_set")
    if section_set.is_retired and section_set.pk != locked.section_set_id:
        raise VersionRefused(_("This set is no longer offered."), field="section_set")
    if governing_language not in LANGUAGES:
        raise VersionRefused(_("Choose a language."), field="governing_language")
    locked.section_set = section_set
    locked.governing_language = governing_language
    locked.save()
    return locked


@transaction.atomic
def save_sections(
    *, version: Version, language: str, texts: Mapping[str, str], none: set[str], actor: Any
) -> Version:
    """Write sections of a draft in one language; what the other language says stays.

    `texts` maps keys of the set to Markdown, `none` names the sections of which the parties state
    that there is nothing. A section that says something and is stated to be none is refused.
    """
    locked = lock_draft(version)
    if locked.section_set is None:
        raise VersionRefused(_("Choose a set of sections first."))
    items = {item.key: item for item in locked.section_set.items.all()}
    if language not in LANGUAGES or not set(texts) | none <= set(items):
        raise VersionRefused(_("The set of sections changed meanwhile: open the page again."))
    sections = dict(locked.sections or {})
    for key in [*texts, *(key for key in none if key not in texts)]:
        sections[key] = _written(sections.get(key), language, texts.get(key), key in none)
        if key in none and (not items[key].may_be_none or len(sections[key]) > 1):
            raise VersionRefused(
                _("Either write “%(name)s” or state that there is none, not both.")
                % {"name": items[key]}
                if items[key].may_be_none
                else _("“%(name)s” has to say something.") % {"name": items[key]},
                field=f"section-{key}",
            )
    locked.sections = {key: value for key, value in sections.items() if value}
    locked.save()
    return locked


def _written(stored: Any, language: str, text: str | None, is_none: bool) -> dict[str, Any]:
    kept = {key: value for key, value in stored.items() if key != NONE} if stored else {}
    if text is None:
        return {**kept, **({NONE: True} if says_none(stored) or is_none else {})}
    if text.strip():
        kept[language] = text.strip()
    else:
        kept.pop(language, None)
    return {**kept, **({NONE: True} if is_none else {})}


@transaction.atomic
def save_charging(
    *,
    version: Version,
    tariff: Tariff | None,
    invoiced: str,
    due_days: int | None,
    actor: Any,
) -> Version:
    """Say which tariff a draft refers to, how often is invoiced and when that is payable."""
    locked = lock_draft(version)
    if tariff is not None and tariff.customer_id is not None:
        customers = set(locked.agreement.customers.values_list("pk", flat=True))
        # Whoever reads the agreement reads its prices: they must be its only customer's.
        if customers != {tariff.customer_id}:
            raise VersionRefused(
                _("This tariff belongs to %(customer)s alone.") % {"customer": tariff.customer},
                field="tariff",
            )
    if due_days is not None and not invoiced:
        raise VersionRefused(_("Say how often is invoiced."), field="invoiced")
    locked.tariff, locked.invoiced, locked.due_days = tariff, invoiced, due_days
    locked.save()
    return locked
