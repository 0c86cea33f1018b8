from django.urls import path

import common.converters  # noqa: F401  registers <code:…>
import slm.queries.reference  # noqa: F401  the converter of outages' references
from slm.pages import (
    dependencies,
    hours,
    hours_forms,
    indicators,
    outage_forms,
    outages,
    providers,
    service_forms,
    services,
    sources,
    state_log,
)

_OUTAGE = "<code:code>/<int:began>/<reference:reference>/"

app_name = "slm"
urlpatterns = [
    path("services/", services.ServiceList.as_view(), name="service-list"),
    path("services/new/", service_forms.service_create, name="service-create"),
    path("services/<code:code>/", services.service, name="service"),
    path("services/<code:code>/edit/", service_forms.service_edit, name="service-edit"),
    path("services/<code:code>/slices/new/", service_forms.slice_create, name="slice-create"),
    path(
        "services/<code:code>/slices/<code:slice_code>/",
        service_forms.slice_edit,
        name="slice-edit",
    ),
    path(
        "services/<code:code>/dependencies/", dependencies.dependency_list, name="dependency-list"
    ),
    path(
        "services/<code:code>/dependencies/<code:needs_code>/remove/",
        dependencies.dependency_remove,
        name="dependency-remove",
    ),
    path(
        "services/<code:code>/indicators/new/",
        indicators.indicator_create,
        name="indicator-create",
    ),
    path("indicators/<uuid:public_id>/", indicators.indicator, name="indicator"),
    path("indicators/<uuid:public_id>/edit/", indicators.indicator_edit, name="indicator-edit"),
    path("outages/", outages.OutageList.as_view(), name="outage-list"),
    path("outages/new/", outage_forms.declare, name="outage-declare"),
    path(f"outages/end/{_OUTAGE}", outage_forms.end, name="outage-end"),
    path(f"outages/correct/{_OUTAGE}", outage_forms.correct, name="outage-correct"),
    path(f"outages/withdraw/{_OUTAGE}", outage_forms.withdraw, name="outage-withdraw"),
    path(f"outages/of/{_OUTAGE}", outages.outage, name="outage"),
    path("hours/", hours.HoursList.as_view(), name="hours-list"),
    path("hours/new/", hours_forms.hours_create, name="hours-create"),
    path("hours/<code:code>/", hours.hours, name="hours"),
    path("hours/<code:code>/edit/", hours_forms.hours_edit, name="hours-edit"),
    path("hours/<code:code>/versions/new/", hours_forms.version_create, name="hours-version"),
    path("sources/", sources.SourceList.as_view(), name="source-list"),
    path("sources/new/", sources.source_create, name="source-create"),
    path("sources/state-log/", state_log.state_log, name="state-log"),
    path("sources/<code:code>/", sources.source, name="source"),
    path("sources/<code:code>/edit/", sources.source_edit, name="source-edit"),
    path("providers/", providers.ProviderList.as_view(), name="provider-list"),
    path("providers/new/", providers.provider_create, name="provider-create"),
    path("providers/<code:code>/", providers.provider, name="provider"),
    path("providers/<code:code>/edit/", providers.provider_edit, name="provider-edit"),
]
