from django.urls import path

import common.converters  # noqa: F401  registers <code:…>
import slm.queries.reference  # noqa: F401  registers <reference:…>
from slm.api import (
    counters,
    exclusions,
    hours,
    indicators,
    maintenance,
    outages,
    response_times,
    samples,
    scores,
    series,
    services,
    sources,
    work_items,
)

app_name = "slm-api"
urlpatterns = [
    path("services/", services.ServiceList.as_view(), name="service-list"),
    path("services/<code:code>/", services.ServiceDetail.as_view(), name="service"),
    path("indicators/", indicators.IndicatorList.as_view(), name="indicator-list"),
    path("indicators/<uuid:public_id>/", indicators.IndicatorDetail.as_view(), name="indicator"),
    path(
        "indicators/<uuid:public_id>/response-times/",
        response_times.TimesByDay.as_view(),
        name="times-by-day",
    ),
    path("response-times/", response_times.ResponseTimes.as_view(), name="response-times"),
    path("service-hours/", hours.HoursList.as_view(), name="hours-list"),
    path("service-hours/<code:code>/", hours.HoursDetail.as_view(), name="hours"),
    path(
        "service-hours/<code:code>/versions/", hours.HoursVersions.as_view(), name="hours-versions"
    ),
    path("sources/", sources.SourceList.as_view(), name="source-list"),
    path("sources/<code:code>/", sources.SourceDetail.as_view(), name="source"),
    path(
        "sources/<code:code>/outages/",
        outages.SourceOutageList.as_view(),
        name="source-outage-list",
    ),
    path("sources/<code:code>/outages/batch/", outages.OutageBatch.as_view(), name="outage-batch"),
    path(
        "sources/<code:code>/outages/<reference:reference>/",
        outages.SourceOutage.as_view(),
        name="source-outage",
    ),
    path("outages/", outages.OutageList.as_view(), name="outage-list"),
    path("maintenance/", maintenance.MaintenanceList.as_view(), name="maintenance-list"),
    path(
        "sources/<code:code>/maintenance/batch/",
        maintenance.MaintenanceBatch.as_view(),
        name="maintenance-batch",
    ),
    path(
        "sources/<code:code>/maintenance/<reference:reference>/approve/",
        maintenance.ApproveMaintenance.as_view(),
        name="maintenance-approve",
    ),
    path(
        "sources/<code:code>/maintenance/<reference:reference>/refuse/",
        maintenance.RefuseMaintenance.as_view(),
        name="maintenance-refuse",
    ),
    path(
        "sources/<code:code>/maintenance/<reference:reference>/",
        maintenance.SourceMaintenance.as_view(),
        name="source-maintenance",
    ),
    path("maintenance-series/", series.SeriesList.as_view(), name="series-list"),
    path(
        "sources/<code:code>/maintenance-series/<reference:reference>/occurrences/",
        series.SeriesOccurrences.as_view(),
        name="series-occurrences",
    ),
    path(
        "sources/<code:code>/maintenance-series/<reference:reference>/",
        series.SourceSeries.as_view(),
        name="source-series",
    ),
    path("exclusions/", exclusions.ExclusionList.as_view(), name="exclusion-list"),
    path(
        "sources/<code:code>/exclusions/batch/",
        exclusions.ExclusionBatch.as_view(),
        name="exclusion-batch",
    ),
    path(
        "sources/<code:code>/exclusions/<reference:reference>/approve/",
        exclusions.ApproveExclusion.as_view(),
        name="exclusion-approve",
    ),
    path(
        "sources/<code:code>/exclusions/<reference:reference>/refuse/",
        exclusions.RefuseExclusion.as_view(),
        name="exclusion-refuse",
    ),
    path(
        "sources/<code:code>/exclusions/<reference:reference>/",
        exclusions.SourceExclusion.as_view(),
        name="source-exclusion",
    ),
    path("indicators/<uuid:public_id>/scores/", scores.ScoreList.as_view(), name="score-list"),
    path(
        "indicators/<uuid:public_id>/scores/batch/",
        scores.ScoreBatch.as_view(),
        name="score-batch",
    ),
    path(
        "indicators/<uuid:public_id>/scores/<reference:reference>/",
        scores.ScoreDetail.as_view(),
        name="score",
    ),
    path("counters/", counters.Counters.as_view(), name="counters"),
    path("samples/", samples.Samples.as_view(), name="samples"),
    path("work-items/", work_items.WorkItemList.as_view(), name="work-item-list"),
    path("work-items/due/", work_items.WorkItemsDue.as_view(), name="work-items-due"),
    path(
        "sources/<code:code>/work-items/",
        work_items.SourceWorkItems.as_view(),
        name="source-work-item-list",
    ),
    path(
        "sources/<code:code>/work-items/batch/",
        work_items.WorkItemBatch.as_view(),
        name="work-item-batch",
    ),
    path(
        "sources/<code:code>/work-items/<reference:reference>/",
        work_items.SourceWorkItem.as_view(),
        name="source-work-item",
    ),
]
