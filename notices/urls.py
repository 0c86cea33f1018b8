from django.urls import path

from notices.pages import deliveries, inbox, subscriptions

app_name = "notices"
urlpatterns = [
    path("notices/", inbox.inbox_page, name="inbox"),
    path("notices/read/", inbox.read_all, name="read-all"),
    path("notices/channels/", subscriptions.subscriptions, name="subscriptions"),
    path("notices/<uuid:pk>/", inbox.notice, name="notice"),
    path("notices/<uuid:pk>/read/", inbox.read, name="read"),
    path("settings/deliveries/", deliveries.DeliveryList.as_view(), name="delivery-list"),
    path("settings/deliveries/<uuid:pk>/retry/", deliveries.retry, name="delivery-retry"),
]
