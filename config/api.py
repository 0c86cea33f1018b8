"""Every resource of the API, by the app that answers it."""

from django.urls import include, path

urlpatterns = [
    path("", include("slm.api.urls")),
    path("", include("brm.api.urls")),
    path("", include("agreements.api.urls")),
    path("", include("portfolio.api.urls")),
]
