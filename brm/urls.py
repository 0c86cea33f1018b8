from django.urls import path

import common.converters  # noqa: F401  registers <code:…>
from brm.pages import contacts, customer_forms, customers, grants, tokens

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
]
