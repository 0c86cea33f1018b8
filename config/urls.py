"""Every address, by the app that answers it."""

from django.contrib.auth.decorators import login_required
from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from accounts.pages.language import set_language
from accounts.pages.profile import email
from config import operations

urlpatterns = [
    path("health/", operations.health, name="health"),
    path("metrics", operations.metrics, name="metrics"),
    path("language/", set_language, name="set_language"),
    # Before allauth's own: an invited person's address is not theirs to exchange.
    path("accounts/email/", email),
    path("accounts/", include("allauth.urls")),
    path("", include("accounts.urls")),
    path("", include("common.urls")),
    path("", include("notices.urls")),
    path("", include("slm.urls")),
    path("", include("brm.urls")),
    path("", include("agreements.urls")),
    path("", include("portfolio.urls")),
    path("api/v1/", include("config.api")),
    path("api/schema/", SpectacularAPIView.as_view(), name="schema"),
    path(
        "api/docs/",
        login_required(
            SpectacularSwaggerSplitView.as_view(
                url_name="schema", template_name="common/api_docs.html"
            )
        ),
        name="api-docs",
    ),
]

handler400 = "common.pages.errors.bad_request"
handler403 = "common.pages.errors.permission_denied"
handler404 = "common.pages.errors.not_found"
handler500 = "common.pages.errors.server_error"
