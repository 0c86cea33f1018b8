from django.urls import path

from common.pages import files, imports, jobs, past_imports, search

app_name = "common"
urlpatterns = [
    path("files/<uuid:pk>/", files.file, name="file"),
    path("imports/", past_imports.ImportList.as_view(), name="import-list"),
    path("imports/<uuid:pk>/undo/", past_imports.undo, name="import-undo"),
    path("imports/<uuid:pk>/", imports.columns, name="import"),
    path("imports/<uuid:pk>/rows/", imports.preview, name="import-preview"),
    path("jobs/", jobs.JobList.as_view(), name="job-list"),
    path("jobs/<uuid:pk>/", jobs.job, name="job"),
    path("jobs/<uuid:pk>/cancel/", jobs.cancel, name="job-cancel"),
    path("jobs/<uuid:pk>/errors/", jobs.errors, name="job-errors"),
    path("search/", search.search, name="search"),
]
