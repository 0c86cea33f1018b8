from django.urls import path

import common.converters  # noqa: F401  registers <code:…>
from agreements.api import agreements, breaches, results, status

app_name = "agreements-api"
urlpatterns = [
    path("sla-status/", status.SlaStatus.as_view(), name="sla-status"),
    path("agreements/", agreements.Agreements.as_view(), name="agreements"),
    path("agreements/<code:code>/", agreements.AgreementDetail.as_view(), name="agreement"),
    path(
        "agreements/<code:code>/activate/", agreements.Activate.as_view(), name="agreement-activate"
    ),
    path("agreements/<code:code>/results/", results.Results.as_view(), name="agreement-results"),
    path(
        "agreements/<code:code>/targets/<uuid:public_id>/close/",
        results.Close.as_view(),
        name="target-close",
    ),
    path("breaches/", breaches.Breaches.as_view(), name="breaches"),
    path("breaches/<str:code>/", breaches.BreachDetail.as_view(), name="breach"),
    path(
        "breaches/<str:code>/acknowledge/",
        breaches.Acknowledge.as_view(),
        name="breach-acknowledge",
    ),
]
