"""Decide what holds for the whole installation."""

import datetime as dt

from django.db import transaction

from accounts.models import Installation, User


def save_installation(*, installation: Installation, actor: User, at: dt.datetime) -> Installation:
    """Keep the settings in their only row. Raises ValidationError for values that cannot be.

    Periods that are closed and money that was reported stay as they are; the settings speak for
    what comes.
    """
    installation.full_clean(validate_unique=False)
    with transaction.atomic():
        # The row may not exist yet; whoever comes second then updates it.
        is_there = Installation.objects.select_for_update().filter(pk=Installation.ONLY).exists()
        installation.pk = Installation.ONLY
        installation.save(force_insert=not is_there, force_update=is_there)
    return installation
