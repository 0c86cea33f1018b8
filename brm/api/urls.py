from django.urls import path

import common.converters  # noqa: F401  registers <code:…>
from brm.api.customers import CustomerDetail, CustomerList
from brm.api.demand import DemandDetail, DemandList
from brm.api.outcomes import OutcomeDetail, OutcomeList, OutcomeMeasured

app_name = "brm-api"
urlpatterns = [
    path("customers/", CustomerList.as_view(), name="customer-list"),
    path("customers/<code:code>/", CustomerDetail.as_view(), name="customer"),
    path("outcomes/", OutcomeList.as_view(), name="outcome-list"),
    path(
        "customers/<code:code>/outcomes/<str:reference>/", OutcomeDetail.as_view(), name="outcome"
    ),
    path(
        "customers/<code:code>/outcomes/<str:reference>/measurements/",
        OutcomeMeasured.as_view(),
        name="outcome-measured",
    ),
    path("demand/", DemandList.as_view(), name="demand-list"),
    path("demand/<code:code>/", DemandDetail.as_view(), name="demand"),
]
