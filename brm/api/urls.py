from django.urls import path

import common.converters  # noqa: F401  registers <code:…>
from brm.api import arrangements, contacts
from brm.api.customers import CustomerDetail, CustomerList

app_name = "brm-api"
urlpatterns = [
    path("customers/", CustomerList.as_view(), name="customer-list"),
    path("customers/<code:code>/", CustomerDetail.as_view(), name="customer"),
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
