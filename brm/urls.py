from django.urls import path

import common.converters  # noqa: F401  registers <code:…>
from brm.pages import (
    contacts,
    customer_forms,
    customers,
    grants,
    survey_answer,
    survey_forms,
    survey_invitations,
    survey_steps,
    surveys,
    tokens,
)

app_name = "brm"
urlpatterns = [
    path("customers/", customers.CustomerList.as_view(), name="customer-list"),
    path("customers/new/", customer_forms.create, name="customer-create"),
    path("customers/<code:code>/", customers.customer, name="customer"),
    path("customers/<code:code>/edit/", customer_forms.edit, name="customer-edit"),
    path("customers/<code:code>/contacts/new/", contacts.create, name="contact-create"),
    path("customers/<code:code>/contacts/<uuid:pk>/", contacts.edit, name="contact-edit"),
    path(
        "customers/<code:code>/contacts/<uuid:pk>/remove/", contacts.remove, name="contact-remove"
    ),
    path("customers/<code:code>/grants/new/", grants.grant_for_customer, name="customer-grant"),
    path(
        "customers/<code:code>/grants/<uuid:public_id>/<slug:role>/",
        grants.revoke,
        name="grant-revoke",
    ),
    path("settings/users/<uuid:public_id>/grants/new/", grants.grant_for_user, name="user-grant"),
    path("profile/tokens/<slug:prefix>/customers/", tokens.customers, name="token-customers"),
    # Surveys
    path("surveys/", surveys.SurveyList.as_view(), name="survey-list"),
    path("surveys/new/", survey_forms.create, name="survey-create"),
    path("surveys/<code:code>/", surveys.survey, name="survey"),
    path("surveys/<code:code>/questions/", survey_forms.questions, name="survey-questions"),
    path("surveys/<code:code>/people/", survey_forms.people, name="survey-people"),
    path("surveys/<code:code>/outcomes/", survey_forms.outcomes, name="survey-outcomes"),
    path(
        "surveys/<code:code>/outcomes/<uuid:public_id>/remove/",
        survey_forms.remove_outcome,
        name="survey-outcome-remove",
    ),
    path("surveys/<code:code>/preview/", survey_forms.preview, name="survey-preview"),
    path("surveys/<code:code>/open/", survey_steps.open_it, name="survey-open"),
    path("surveys/<code:code>/take-back/", survey_steps.take_back, name="survey-take-back"),
    path("surveys/<code:code>/end/", survey_steps.end, name="survey-end"),
    path("surveys/<code:code>/close/", survey_steps.close, name="survey-close"),
    path("surveys/<code:code>/delete/", survey_steps.delete, name="survey-delete"),
    path("surveys/<code:code>/answers/", surveys.answers, name="survey-answers"),
    path(
        "surveys/<code:code>/invitations/",
        survey_invitations.InviteeList.as_view(),
        name="survey-invitations",
    ),
    path(
        "surveys/<code:code>/invitations/<uuid:pk>/link/",
        survey_invitations.link,
        name="survey-invitation-link",
    ),
    path(
        "surveys/<code:code>/invitations/<uuid:pk>/resend/",
        survey_invitations.resend,
        name="survey-invitation-resend",
    ),
    path(
        "surveys/<code:code>/invitations/<uuid:pk>/withdraw/",
        survey_invitations.withdraw,
        name="survey-invitation-withdraw",
    ),
    path("survey/<str:secret>/", survey_answer.answer, name="survey-answer"),
    path("my/surveys/<uuid:pk>/", survey_answer.my_survey, name="my-survey"),
]
