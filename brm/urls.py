from django.urls import path

import common.converters  # noqa: F401  registers <code:…>
from brm.pages import (
    contacts,
    customer_forms,
    customers,
    feedback,
    feedback_import,
    feedback_report,
    feedback_steps,
    grants,
    ladders,
    my_feedback,
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
    path("feedback/", feedback.FeedbackList.as_view(), name="feedback-list"),
    path("feedback/new/", feedback_steps.create, name="feedback-create"),
    path("feedback/report/", feedback_report.report, name="feedback-report"),
    path("feedback/import/", feedback_import.feedback_import, name="feedback-import"),
    path("feedback/rules/", ladders.rules, name="feedback-rules"),
    path("feedback/rules/ladder/", ladders.ladder, name="ladder"),
    path("feedback/rules/ladder/<code:code>/", ladders.ladder, name="ladder-of"),
    path("feedback/rules/ladder/<code:code>/remove/", ladders.remove, name="ladder-remove"),
    path("feedback/rules/due/<slug:severity>/", ladders.due, name="due-time"),
    path("feedback/rules/deputy/", ladders.deputy, name="deputy"),
    path("feedback/<code:code>/", feedback.feedback, name="feedback"),
    path("feedback/<code:code>/<slug:name>/", feedback_steps.step, name="feedback-step"),
    path("my/feedback/", my_feedback.my_list, name="my-feedback-list"),
    path("my/feedback/new/", my_feedback.create, name="my-feedback-create"),
    path("my/feedback/<code:code>/", my_feedback.my_feedback, name="my-feedback"),
    path("my/feedback/<code:code>/accept/", my_feedback.answer, {"name": "accept"}, "my-accept"),
    path("my/feedback/<code:code>/reject/", my_feedback.answer, {"name": "reject"}, "my-reject"),
    path(
        "my/feedback/<code:code>/withdraw/",
        my_feedback.answer,
        {"name": "withdraw"},
        "my-withdraw",
    ),
]
