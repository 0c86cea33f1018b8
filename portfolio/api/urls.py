from django.urls import path

import common.converters  # noqa: F401  registers <code:…>
from portfolio.api.improvements import ImprovementDetail, Improvements

app_name = "portfolio-api"
urlpatterns = [
    path("improvements/", Improvements.as_view(), name="improvement-list"),
    path("improvements/<code:code>/", ImprovementDetail.as_view(), name="improvement"),
]
