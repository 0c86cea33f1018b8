"""Change how values and forecasts are worked out."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from common.problems import Refusal
from portfolio.models import ValueSettings


class SettingsRefused(Refusal):
    """The settings stay as they were."""

    code = "value_settings_refused"


@transaction.atomic
def save_value_settings(*, settings: ValueSettings, actor: Any, at: dt.datetime) -> ValueSettings:
    """Keep the settings; values that were kept stay, with the settings they were made by."""
    try:
        settings.full_clean()
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise SettingsRefused(
            " ".join(messages), field=None if field == "__all__" else field
        ) from error
    settings.save()
    return settings
