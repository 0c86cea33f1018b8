"""The product's own settings, with what a test needs otherwise."""

import tempfile
from pathlib import Path

from config.settings import *  # noqa: F403
from config.settings import DATABASES, STORAGES

VAR = Path(tempfile.mkdtemp(prefix="jembatan-test-"))
MEDIA_ROOT = VAR / "files"
CELERY_FOLDER = VAR / "queue"
STATIC_ROOT = VAR / "static"
STATIC_ROOT.mkdir()
SECRET_KEY = "only for tests"
# The live server serves from finders, which know no hashed names.
STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
# A wait for a lock that never comes ends as an error that names its statement.
DATABASES["default"].setdefault("OPTIONS", {})["options"] = "-c statement_timeout=300s"
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
CELERY_BROKER_URL = "memory://localhost//"
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
HTTPS = SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = False
