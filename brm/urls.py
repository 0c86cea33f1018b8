from django.urls import path

import common.converters  # noqa: F401  registers <code:…>
from brm.pages import (
    contact,
    contacts,
    customer_forms,
    customers,
    gaps,
    grants,
    moves,
    communication,
    stakeholders,
    tokens,
    tree,
)

app_name = "brm"
urlpatterns = [
    path("customers/", customers.CustomerList.as_view(), name="customer-list"),
    path("customers/new/", customer_forms.create, name="customer-create"),
    path("customers/tree/", tree.tree, name="customer-tree"),
    path("customers/gaps/", gaps.GapList.as_view(), name="gap-list"),
    path("customers/<code:code>/", customers.customer, name="customer"),
    path("customers/<code:code>/edit/", customer_forms.edit, name="customer-edit"),
    path("customers/<code:code>/move/", moves.move, name="customer-move"),
    path("customers/<code:code>/merge/", moves.merge, name="customer-merge"),
    path(
        "customers/<code:code>/stakeholders/",
        stakeholders.stakeholder_page,
        name="customer-stakeholders",
    ),
    path("customers/<code:code>/talked/", communication.talked, name="customer-talked"),
    path("customers/<code:code>/communication/new/", communication.create, name="communication-create"),
    path("customers/<code:code>/communication/<uuid:pk>/", communication.edit, name="communication-edit"),
    path("customers/<code:code>/communication/<uuid:pk>/remove/", communication.remove, name="communication-remove"),
    path("customers/<code:code>/contacts/new/", contacts.create, name="contact-create"),
    path("customers/<code:code>/contacts/<uuid:pk>/", contact.contact, name="contact"),
    path("customers/<code:code>/contacts/<uuid:pk>/edit/", contacts.edit, name="contact-edit"),
    path("customers/<code:code>/contacts/<uuid:pk>/roles/new/", contact.role_add, name="role-add"),
    path(
        "customers/<code:code>/contacts/<uuid:pk>/roles/<uuid:role>/end/",
        contact.role_end,
        name="role-end",
    ),
    path(
        "customers/<code:code>/contacts/<uuid:pk>/analysis/",
        contact.analyse,
        name="contact-analyse",
    ),
    path("customers/<code:code>/contacts/<uuid:pk>/leave/", contact.leave, name="contact-leave"),
    path("customers/<code:code>/contacts/<uuid:pk>/stay/", contact.stay, name="contact-stay"),
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
