from django.urls import path

import common.converters  # noqa: F401  registers <code:…>
from agreements.api import agreements, breaches, status

app_name = "agreements-api"
urlpatterns = [
    path("sla-status/", status.SlaStatus.as_view(), name="sla-status"),
    path("agreements/", agreements.Agreements.as_view(), name="agreements"),
    path("agreements/<code:code>/", agreements.AgreementDetail.as_view(), name="agreement"),
    path(
        "agreements/<code:code>/activate/", agreements.Activate.as_view(), name="agreement-activate"
    ),
    path("breaches/", breaches.Breaches.as_view(), name="breaches"),
    path("breaches/<str:code>/", breaches.BreachDetail.as_view(), name="breach"),
    path(
        "breaches/<str:code>/acknowledge/",
        breaches.Acknowledge.as_view(),
        name="breach-acknowledge",
    ),
]
