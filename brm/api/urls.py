from django.urls import path

import common.converters  # noqa: F401  registers <code:…>
from brm.api.customers import CustomerDetail, CustomerList

app_name = "brm-api"
urlpatterns = [
    path("customers/", CustomerList.as_view(), name="customer-list"),
    path("customers/<code:code>/", CustomerDetail.as_view(), name="customer"),
]
