"""Settings of the installation that the operator decides; everything comes from the environment.

| variable | meaning | when unset |
|---|---|---|
| `DATABASE_URL` | PostgreSQL 15 or newer | the embedded server in `var/` |
| `REDIS_URL` | broker and cache | a folder of messages in `var/`, a cache in memory |
| `HOST`, `PORT` | where the pages are served | localhost, 8000 |
| `PUBLIC_URL` | the address that links in messages begin with | `HOST` and `PORT` |
| `ALLOWED_HOSTS` | names the pages are reached by, with commas | the loopback names |
| `SECRET_KEY` | signs sessions and links | generated into `var/secret-key` |
| `DEMO` | `1` loads the demo, `0` starts empty | the demo on the embedded server only |
| `VAR` | what the installation writes | `var/` beside this file's folder |
| `STATIC_ROOT` | where the collected static files are | `static` in `VAR` |
| `EMAIL_HOST`, `EMAIL_PORT`, `EMAIL_USE_TLS` | outgoing mail | mail is written to `var/mail` |
| `EMAIL_HOST_USER`, `EMAIL_HOST_PASSWORD` | its sign-in | it asks for none |
| `DEFAULT_FROM_EMAIL` | sender of outgoing mail | jembatan@localhost |
| `HTTPS` | `1` when a proxy ends TLS before us | on unless on loopback |
| `OIDC_SERVER_URL` | single sign-on by OpenID Connect | no single sign-on |
| `OIDC_CLIENT_ID`, `OIDC_SECRET` | how we sign in there | nothing is sent |
| `OIDC_NAME` | what its button says | Single sign-on |
| `TICK_SECONDS` | how often levels are checked | 5 beside the embedded server, else 30 |
| `METRICS_TOKEN` | bearer token that `/metrics` asks for | answers loopback only |
| `LOG_FORMAT` | `json` or `text` | json |
"""

import os
from pathlib import Path

import dj_database_url
from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from config.embedded import database_url
from config.generated import secret_key
from config.logs import logging_config

BASE_DIR = Path(__file__).resolve().parent.parent
ENV = os.environ

VAR = Path(ENV.get("VAR") or BASE_DIR / "var").resolve()
HOST = ENV.get("HOST") or "localhost"
PORT = int(ENV.get("PORT") or 8000)
LOOPBACK = HOST in {"localhost", "127.0.0.1", "::1"}
EMBEDDED = not ENV.get("DATABASE_URL")
DEMO = ENV["DEMO"] == "1" if ENV.get("DEMO") else EMBEDDED

DEBUG = False
SECRET_KEY = ENV.get("SECRET_KEY") or secret_key(VAR)
ALLOWED_HOSTS = [name for name in ENV.get("ALLOWED_HOSTS", "").split(",") if name] or [
    "localhost",
    "127.0.0.1",
    "[::1]",
]
HTTPS = ENV["HTTPS"] == "1" if ENV.get("HTTPS") else not LOOPBACK
PUBLIC_URL = (
    ENV.get("PUBLIC_URL") or (f"https://{HOST}" if HTTPS else f"http://{HOST}:{PORT}")
).rstrip("/")

INSTALLED_APPS = [
    "config.apps.RoofConfig",
    "portfolio",
    "agreements",
    "brm",
    "slm",
    "notices",
    "accounts",
    "common",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
    "django_filters",
    "django_htmx",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "lucide",
    "pghistory",
    "pgtrigger",
    "rest_framework",
    "rest_framework_api_key",  # its abstract key is ours; its own table stays empty
    "tree_queries",
]

MIDDLEWARE = [
    "common.middleware.request_context",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.pages.middleware.preferences",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.pages.middleware.note_session",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "common.ui.memory.remember_view",
    "accounts.pages.middleware.HistoryContext",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
APPEND_SLASH = True

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "common.context_processors.frame",
            ],
            "builtins": ["common.templatetags.ui", "django.templatetags.i18n"],
        },
    }
]
FORM_RENDERER = "common.ui.forms.Renderer"

DATABASES = {
    "default": {
        **dj_database_url.parse(ENV.get("DATABASE_URL") or database_url(VAR)),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = ENV.get("REDIS_URL")
CACHES = {
    "default": (
        {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
        if REDIS_URL
        else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    )
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"

# Sign-in ------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
AUTH_PASSWORD_VALIDATORS[1]["OPTIONS"] = {"min_length": 12}  # type: ignore[assignment]
LOGIN_REDIRECT_URL = "/"
LOGIN_URL = "account_login"
ACCOUNT_ADAPTER = "accounts.pages.adapter.InvitedOnly"
SOCIALACCOUNT_ADAPTER = "accounts.pages.adapter.KnownOnly"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # an invitation has proven the address
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # strangers' addresses get no message from us
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key"}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = LOOPBACK
MFA_TOTP_ISSUER = "Jembatan"
USERSESSIONS_TRACK_ACTIVITY = True
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
SOCIALACCOUNT_PROVIDERS = (
    {
        "openid_connect": {
            "APPS": [
                {
                    "provider_id": "sso",
                    "name": ENV.get("OIDC_NAME") or _("Single sign-on"),
                    "client_id": ENV.get("OIDC_CLIENT_ID", ""),
                    "secret": ENV.get("OIDC_SECRET", ""),
                    "settings": {"server_url": ENV["OIDC_SERVER_URL"]},
                }
            ]
        }
    }
    if ENV.get("OIDC_SERVER_URL")
    else {}
)

# Languages, zones, files --------------------------------------------------------------------

USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("id", "Bahasa Indonesia")]
LANGUAGE_COOKIE_NAME = "language"
LOCALE_PATHS = [BASE_DIR / "config" / "locale"]
USE_I18N = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = Path(ENV.get("STATIC_ROOT") or VAR / "static")
MEDIA_ROOT = VAR / "files"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# A columnar batch of a million samples is about 20 MB; the doors bound what they read themselves.
DATA_UPLOAD_MAX_MEMORY_SIZE = 32 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

if ENV.get("EMAIL_HOST"):
    EMAIL_HOST = ENV["EMAIL_HOST"]
    EMAIL_PORT = int(ENV.get("EMAIL_PORT") or 587)
    EMAIL_HOST_USER = ENV.get("EMAIL_HOST_USER", "")
    EMAIL_HOST_PASSWORD = ENV.get("EMAIL_HOST_PASSWORD", "")
    EMAIL_USE_TLS = ENV.get("EMAIL_USE_TLS", "1") == "1"
    EMAIL_TIMEOUT = 10
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = VAR / "mail"
DEFAULT_FROM_EMAIL = ENV.get("DEFAULT_FROM_EMAIL") or "Jembatan <jembatan@localhost>"

# Walls against the outside ------------------------------------------------------------------

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_SSL_REDIRECT = HTTPS
# The probes of a container runtime speak plain HTTP from inside.
SECURE_REDIRECT_EXEMPT = [r"^health/$", r"^metrics$"]
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 14 * 24 * 3600
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "common.pages.errors.csrf_failure"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "font-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}

# REST ---------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.api.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["common.rest.DenyUnlessStated"],
    "DEFAULT_RENDERER_CLASSES": ["common.rest.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["common.rest.JSONParser"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "common.paging.CursorPages",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_VERSIONING_CLASS": None,
    # OPTIONS answers 405: the schema describes the API, and rights differ by person anyway.
    "DEFAULT_METADATA_CLASS": None,
    "EXCEPTION_HANDLER": "common.problems.exception_handler",
    "DEFAULT_THROTTLE_CLASSES": ["rest_framework.throttling.UserRateThrottle"],
    "DEFAULT_THROTTLE_RATES": {"user": "6000/min"},
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Jembatan",
    "DESCRIPTION": "Pull SLA status; push measurements, outages and tickets.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.IsAuthenticated"],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "ENUM_NAME_OVERRIDES": {
        "TargetPeriodEnum": "agreements.models.Target.Period",
        "AgreementKindEnum": "agreements.models.Agreement.Kind",
        "BreachKindEnum": "agreements.models.Breach.Kind",
        "ContactPartEnum": "brm.models.Contact.Part",
        "DemandKindEnum": "brm.models.Demand.Kind",
        "DemandSourceEnum": "brm.models.Demand.Source",
        "FeedbackChannelEnum": "brm.models.Feedback.Channel",
        "FeedbackKindEnum": "brm.models.Feedback.Kind",
        "FeedbackStateEnum": "brm.models.Feedback.State",
        "ChangeStateEnum": "agreements.queries.change_requests.STANDINGS",
        "ExclusionCauseEnum": "slm.models.Exclusion.Cause",
        "ImprovementSourceEnum": "portfolio.models.Improvement.Source",
        "LanguageEnum": "brm.models.campaign.LANGUAGES",
        "IndicatorKindEnum": "slm.models.Indicator.Kind",
        "ServiceKindEnum": "slm.models.Service.Kind",
        "SourceKindEnum": "slm.models.Source.Kind",
        "RevenueKindEnum": "portfolio.models.RevenueFact.Kind",
        "ObligationStateEnum": "agreements.models.Obligation.State",
        "RestatementCauseEnum": "agreements.queries.causes.KINDS",
        "VerdictStateEnum": "agreements.models.State.values",
        "VersionStateEnum": "agreements.queries.negotiating.VERSION_STATES",
        "SideEnum": "agreements.queries.negotiating.SIDES",
        "RatingSideEnum": "brm.models.side.Side",
        "MeetingKindEnum": "brm.models.MeetingKind",
        "MeetingStateEnum": "brm.models.Interaction.State",
        "ActionStateEnum": "brm.models.Action.State",
        "PlaceStateEnum": "agreements.queries.signing.STATES",
    },
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "common.problems.document_problems",
    ],
}

# Work in the background ---------------------------------------------------------------------

CELERY_FOLDER = VAR / "queue"
CELERY_BROKER_URL = REDIS_URL or "filesystem://localhost//"
# How often levels are checked: every 5 s beside the embedded server, at most 60 s elsewhere
# (decision 18).
TICK_SECONDS = int(ENV.get("TICK_SECONDS") or (5 if EMBEDDED else 30))

# Who changed what ---------------------------------------------------------------------------

PGHISTORY_DEFAULT_TRACKERS = None
PGHISTORY_APPEND_ONLY = True
PGHISTORY_MIDDLEWARE_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")

LOGGING_CONFIG = "logging.config.dictConfig"
LOGGING = logging_config(ENV.get("LOG_FORMAT") or "json")
SILENCED_SYSTEM_CHECKS: list[str] = []
METRICS_TOKEN = ENV.get("METRICS_TOKEN")
