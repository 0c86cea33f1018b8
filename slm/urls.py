from django.urls import path

import common.converters  # noqa: F401  registers <code:…>
import slm.queries.reference  # noqa: F401  the converter of outages' references
from slm.pages import (
    dependencies,
    exclusion_forms,
    exclusions,
    hours,
    hours_forms,
    indicators,
    maintenance,
    maintenance_forms,
    outage_forms,
    outages,
    providers,
    series_forms,
    service_forms,
    services,
    sources,
    state_log,
)

_OUTAGE = "<code:code>/<int:began>/<reference:reference>/"
_RECORD = "<code:code>/<reference:reference>/"

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
    path("maintenance/", maintenance.MaintenanceList.as_view(), name="maintenance-list"),
    path("maintenance/days/", maintenance.days, name="maintenance-days"),
    path("maintenance/new/", maintenance_forms.plan, name="maintenance-plan"),
    path("maintenance/series/new/", series_forms.plan, name="maintenance-series-plan"),
    path(f"maintenance/series/of/{_RECORD}", maintenance.series, name="maintenance-series"),
    path(
        f"maintenance/series/change/{_RECORD}",
        series_forms.change,
        name="maintenance-series-change",
    ),
    path(f"maintenance/series/end/{_RECORD}", series_forms.end, name="maintenance-series-end"),
    path(f"maintenance/of/{_RECORD}", maintenance.maintenance, name="maintenance"),
    path(f"maintenance/change/{_RECORD}", maintenance_forms.change, name="maintenance-change"),
    path(f"maintenance/approve/{_RECORD}", maintenance_forms.approve, name="maintenance-approve"),
    path(f"maintenance/refuse/{_RECORD}", maintenance_forms.refuse, name="maintenance-refuse"),
    path(f"maintenance/cancel/{_RECORD}", maintenance_forms.cancel, name="maintenance-cancel"),
    path("exclusions/", exclusions.ExclusionList.as_view(), name="exclusion-list"),
    path("exclusions/new/", exclusion_forms.propose, name="exclusion-propose"),
    path(f"exclusions/of/{_RECORD}", exclusions.exclusion, name="exclusion"),
    path(f"exclusions/change/{_RECORD}", exclusion_forms.change, name="exclusion-change"),
    path(f"exclusions/approve/{_RECORD}", exclusion_forms.approve, name="exclusion-approve"),
    path(f"exclusions/refuse/{_RECORD}", exclusion_forms.refuse, name="exclusion-refuse"),
    path(f"exclusions/withdraw/{_RECORD}", exclusion_forms.withdraw, name="exclusion-withdraw"),
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
