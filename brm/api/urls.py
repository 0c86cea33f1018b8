from django.urls import path

import common.converters  # noqa: F401  registers <code:…>
from brm.api.customers import CustomerDetail, CustomerList
from brm.api.surveys import SurveyDetail, SurveyList, SurveyResultsDoor

app_name = "brm-api"
urlpatterns = [
    path("customers/", CustomerList.as_view(), name="customer-list"),
    path("customers/<code:code>/", CustomerDetail.as_view(), name="customer"),
    path("surveys/", SurveyList.as_view(), name="survey-list"),
    path("surveys/<code:code>/", SurveyDetail.as_view(), name="survey"),
    path("surveys/<code:code>/results/", SurveyResultsDoor.as_view(), name="survey-results"),
]
