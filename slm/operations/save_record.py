"""Save a record of the catalogue that has a key of its own."""

from typing import TypeVar

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from common.problems import Refusal

Record = TypeVar("Record", bound=models.Model)


class AlreadyThere(Refusal):
    """Another record has this key."""

    code = "already_there"


def save_record(*, record: Record, field: str = "code") -> Record:
    """Save `record`; refuse at `field` where somebody else took its key a moment ago.

    Forms look for a taken key first. Between their look and the write another request may write.
    """
    try:
        with transaction.atomic():
            record.save()
    except IntegrityError as error:
        message = _("There is already a %(record)s with this key.")
        raise AlreadyThere(message % {"record": record._meta.verbose_name}, field=field) from error
    return record
