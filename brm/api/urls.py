from django.urls import path

import common.converters  # noqa: F401  registers <code:…>
from brm.api import actions, arrangements, contacts, hours, meetings
from brm.api.customers import CustomerDetail, CustomerList
from brm.api.demand import DemandDetail, DemandList
from brm.api.feedback import FeedbackDetail, FeedbackList, FeedbackSteps
from brm.api.outcomes import OutcomeDetail, OutcomeList, OutcomeMeasured
from brm.api.relationship import Plan, Ratings
from brm.api.surveys import SurveyDetail, SurveyList, SurveyResultsDoor

app_name = "brm-api"
urlpatterns = [
    path("customers/", CustomerList.as_view(), name="customer-list"),
    path("customers/<code:code>/", CustomerDetail.as_view(), name="customer"),
    path("customers/<code:code>/plan/", Plan.as_view(), name="plan"),
    path("customers/<code:code>/maturity/", Ratings.as_view(), name="maturity"),
    path("meetings/", meetings.MeetingList.as_view(), name="meeting-list"),
    path("meetings/<code:code>/", meetings.MeetingDetail.as_view(), name="meeting"),
    path("actions/", actions.ActionList.as_view(), name="action-list"),
    path("actions/<code:code>/", actions.ActionDetail.as_view(), name="action"),
    path("relationship-hours/", hours.HoursList.as_view(), name="hours-list"),
    path("surveys/", SurveyList.as_view(), name="survey-list"),
    path("surveys/<code:code>/", SurveyDetail.as_view(), name="survey"),
    path("surveys/<code:code>/results/", SurveyResultsDoor.as_view(), name="survey-results"),
    path("feedback/", FeedbackList.as_view(), name="feedback-list"),
    path("feedback/<code:code>/", FeedbackDetail.as_view(), name="feedback"),
    path("feedback/<code:code>/steps/", FeedbackSteps.as_view(), name="feedback-steps"),
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
    path("customers/<code:code>/move/", arrangements.CustomerMoveDoor.as_view(), name="move"),
    path("customers/<code:code>/merge/", arrangements.CustomerMergeDoor.as_view(), name="merge"),
    path("customers/<code:code>/talked/", arrangements.CustomerTalkedDoor.as_view(), name="talked"),
    path("customers/<code:code>/communication/", arrangements.Plan.as_view(), name="communication"),
    path(
        "customers/<code:code>/communication/<uuid:line>/",
        arrangements.PlanDetail.as_view(),
        name="communication-line",
    ),
    path(
        "customers/<code:code>/contacts/", contacts.CustomerContacts.as_view(), name="contact-list"
    ),
    path("contacts/<uuid:contact>/", contacts.ContactDetail.as_view(), name="contact"),
    path("contacts/<uuid:contact>/roles/", contacts.ContactRoles.as_view(), name="contact-roles"),
    path(
        "contacts/<uuid:contact>/roles/<uuid:role>/",
        contacts.ContactRoleDetail.as_view(),
        name="contact-role",
    ),
    path("contacts/<uuid:contact>/analysis/", contacts.ContactAnalysis.as_view(), name="analysis"),
    path("contacts/<uuid:contact>/leaving/", contacts.ContactLeaving.as_view(), name="leaving"),
]
