from django.urls import path

import common.converters  # noqa: F401  registers <code:…>
from brm.pages import (
    business_changes,
    checks,
    contacts,
    customer_forms,
    customers,
    demand_forms,
    demands,
    grants,
    my_business,
    outcome_import,
    outcomes,
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
    path("outcomes/", outcomes.OutcomeList.as_view(), name="outcome-list"),
    path("outcomes/new/", outcomes.create, name="outcome-create"),
    path("outcomes/import/", outcome_import.outcome_import, name="outcome-import"),
    path("outcomes/<uuid:pk>/", outcomes.outcome, name="outcome"),
    path("outcomes/<uuid:pk>/edit/", outcomes.edit, name="outcome-edit"),
    path("outcomes/<uuid:pk>/measure/", outcomes.measure, name="outcome-measure"),
    path("demand/", demands.DemandList.as_view(), name="demand-list"),
    path("demand/new/", demand_forms.create, name="demand-create"),
    path("demand/<code:code>/", demands.demand, name="demand"),
    path("demand/<code:code>/edit/", demand_forms.edit, name="demand-edit"),
    path("demand/<code:code>/step/<slug:state>/", demand_forms.decide, name="demand-decide"),
    path(
        "business-changes/",
        business_changes.BusinessChangeList.as_view(),
        name="business-change-list",
    ),
    path("business-changes/new/", business_changes.create, name="business-change-create"),
    path("business-changes/<uuid:pk>/", business_changes.business_change, name="business-change"),
    path("business-changes/<uuid:pk>/edit/", business_changes.edit, name="business-change-edit"),
    path("checks/", checks.CheckList.as_view(), name="check-list"),
    path("checks/new/", checks.create, name="check-create"),
    path("checks/<uuid:pk>/", checks.check, name="check"),
    path("checks/<uuid:pk>/answers/<uuid:answer>/", checks.record_answer, name="check-record"),
    path("my/checks/<uuid:pk>/accept/", my_business.accept, name="my-check-accept"),
    path("my/checks/<uuid:pk>/object/", my_business.object_to, name="my-check-object"),
]
