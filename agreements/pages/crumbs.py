"""The way to a page of an agreement or of one of its versions."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from agreements.models import Agreement, Version
from common.form_page import Crumbs


def agreement_crumbs(agreement: Agreement, last: Any) -> Crumbs:
    """Register, agreement, and what `last` names beneath it."""
    return [
        (_("Agreements"), reverse("agreements:agreement-list")),
        (agreement.code, agreement.get_absolute_url()),
        (last, None),
    ]


def version_crumbs(version: Version, last: Any) -> Crumbs:
    """Register, agreement, version, and what `last` names beneath it."""
    *above, _last = agreement_crumbs(version.agreement, last)
    return [*above, (f"v{version.number}", version.get_absolute_url()), (last, None)]
