"""The next version of an agreement, saying what another one says."""

from typing import Any

from django.db.models import Max

from agreements.models import Basis, Target, Version

_OWN = frozenset({"id", "public_id", "version"})
_TERM = ("initial_months", "renewal", "renewal_months", "notice_months", "notice_days")


def copy_version(version: Version, *, actor: Any) -> Version:
    """A draft under the next number that says what `version` says, without a term.

    The caller holds the agreement locked.
    """
    agreement = version.agreement
    last = agreement.versions.aggregate(last=Max("number"))["last"] or 0
    draft = Version.objects.create(
        agreement=agreement,
        number=last + 1,
        section_set=version.section_set,
        sections=version.sections,
        governing_language=version.governing_language,
        tariff=version.tariff,
        invoiced=version.invoiced,
        due_days=version.due_days,
        value_amount=version.value_amount,
        value_currency=version.value_currency,
        **{name: getattr(version, name) for name in _TERM},
    )
    for target in version.targets.order_by("pk"):
        values = {
            field.name: getattr(target, field.name)
            for field in Target._meta.concrete_fields
            if field.name not in _OWN
        }
        Target.objects.create(version=draft, **values)
    Basis.objects.bulk_create(
        Basis(version=draft, requirement=row.requirement, revision=row.revision)
        for row in version.bases.select_related("requirement")
    )
    return draft
