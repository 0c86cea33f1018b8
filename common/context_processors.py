"""What every template may ask for: the frame around the page and the instant of the request."""

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from common.ui.frame import frame_of

# Named in itself: a reader looks for the name of the language, not for its English name.
LANGUAGE_NAMES = {"en": "English", "id": "Bahasa Indonesia"}


def frame(request: HttpRequest) -> dict:
    """Give `frame` (lazy, see `common.ui.frame`), `now` and the languages one may switch to."""
    current = (get_language() or settings.LANGUAGE_CODE).split("-")[0]
    return {
        "frame": SimpleLazyObject(lambda: frame_of(request)),
        "now": timezone.now(),
        "current_language": current,
        "other_languages": [
            {"code": code, "name": LANGUAGE_NAMES.get(code, code)}
            for code, _name in settings.LANGUAGES
            if code != current
        ],
    }
