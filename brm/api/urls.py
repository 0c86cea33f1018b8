from django.urls import path

import common.converters  # noqa: F401  registers <code:…>
from brm.api.customers import CustomerDetail, CustomerList
from brm.api.relationship import Plan, Ratings

app_name = "brm-api"
urlpatterns = [
    path("customers/", CustomerList.as_view(), name="customer-list"),
    path("customers/<code:code>/", CustomerDetail.as_view(), name="customer"),
    path("customers/<code:code>/plan/", Plan.as_view(), name="plan"),
    path("customers/<code:code>/maturity/", Ratings.as_view(), name="maturity"),
]
