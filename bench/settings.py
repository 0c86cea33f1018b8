"""The product's own settings, with nothing that reaches out of this process but the database."""

import tempfile
from pathlib import Path

from config.settings import *  # noqa: F403
from config.settings import STORAGES

STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
STATIC_ROOT = Path(tempfile.mkdtemp(prefix="jembatan-bench-"))
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
CELERY_BROKER_URL = "memory://localhost//"
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
