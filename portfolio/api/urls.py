from django.urls import path

import common.converters  # noqa: F401  registers <code:…>
from portfolio.api import portfolio, registers, values
from portfolio.api.improvements import ImprovementDetail, Improvements

app_name = "portfolio-api"
urlpatterns = [
    path("improvements/", Improvements.as_view(), name="improvement-list"),
    path("improvements/<code:code>/", ImprovementDetail.as_view(), name="improvement"),
    path("portfolio/", portfolio.PortfolioRows.as_view(), name="portfolio"),
    path("portfolio/health/", portfolio.HealthSnapshots.as_view(), name="health"),
    path("portfolio/effort/", portfolio.EffortPlans.as_view(), name="effort"),
    path("money/values/", values.CustomerValues.as_view(), name="values"),
    *(
        path(f"money/{key}/", listed.as_view(), name=key)
        for key, (listed, _single) in registers.DOORS.items()
    ),
    *(
        path(f"money/{key}/<uuid:public_id>/", single.as_view(), name=f"{key}-record")
        for key, (_listed, single) in registers.DOORS.items()
    ),
]
