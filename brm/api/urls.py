from django.urls import path

import common.converters  # noqa: F401  registers <code:…>
from brm.api.customers import CustomerDetail, CustomerList
from brm.api.feedback import FeedbackDetail, FeedbackList, FeedbackSteps

app_name = "brm-api"
urlpatterns = [
    path("customers/", CustomerList.as_view(), name="customer-list"),
    path("customers/<code:code>/", CustomerDetail.as_view(), name="customer"),
    path("feedback/", FeedbackList.as_view(), name="feedback-list"),
    path("feedback/<code:code>/", FeedbackDetail.as_view(), name="feedback"),
    path("feedback/<code:code>/steps/", FeedbackSteps.as_view(), name="feedback-steps"),
]
