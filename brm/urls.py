from django.urls import path

import common.converters  # noqa: F401  registers <code:…>
from brm.pages import (
    assessments,
    contacts,
    customer_forms,
    customers,
    grants,
    maturity,
    my_relationship,
    plans,
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
    path("plans/", plans.PlanList.as_view(), name="plan-list"),
    path("customers/<code:code>/plan/", plans.plan, name="plan"),
    path("customers/<code:code>/plan/edit/", plans.edit, name="plan-edit"),
    path("customers/<code:code>/plan/strategy/", plans.strategy, name="strategy"),
    path("customers/<code:code>/plan/items/new/", plans.add_item, name="plan-item-create"),
    path(
        "customers/<code:code>/plan/items/<uuid:public_id>/", plans.edit_item, name="plan-item-edit"
    ),
    path(
        "customers/<code:code>/plan/items/<uuid:public_id>/close/",
        plans.close_item,
        name="plan-item-close",
    ),
    path("customers/<code:code>/maturity/", maturity.maturity, name="maturity"),
    path("customers/<code:code>/maturity/rate/", maturity.rate, name="maturity-rate"),
    path("customers/<code:code>/maturity/steps/<slug:key>/", maturity.step, name="maturity-step"),
    path("customers/<code:code>/assessments/", assessments.assessments, name="assessments"),
    path("customers/<code:code>/assessments/new/", assessments.create, name="assessment-create"),
    path(
        "customers/<code:code>/assessments/<uuid:public_id>/",
        assessments.assessment,
        name="assessment",
    ),
    path(
        "customers/<code:code>/assessments/<uuid:public_id>/view/",
        assessments.add_view,
        name="assessment-view",
    ),
    path("my/relationship/", my_relationship.relationship, name="my-relationship"),
    path("my/relationship/<code:code>/rate/", my_relationship.rate, name="my-rating"),
    path(
        "my/relationship/assessments/<uuid:public_id>/",
        my_relationship.assess,
        name="my-assessment",
    ),
    path("settings/users/<uuid:public_id>/grants/new/", grants.grant_for_user, name="user-grant"),
    path("profile/tokens/<slug:prefix>/customers/", tokens.customers, name="token-customers"),
]
