from django.urls import path

import common.converters  # noqa: F401  registers <code:…>
from portfolio.pages import first_steps, improvements, levels

app_name = "portfolio"
urlpatterns = [
    path("levels/", levels.overview, name="levels"),
    path("first-steps/", first_steps.first_steps, name="first-steps"),
    path("improvements/", improvements.ImprovementList.as_view(), name="improvement-list"),
    path("improvements/new/", improvements.create, name="improvement-create"),
    path("improvements/unanswered/", improvements.unanswered, name="unanswered"),
    path("improvements/<code:code>/", improvements.improvement, name="improvement"),
    path("improvements/<code:code>/edit/", improvements.edit, name="improvement-edit"),
    path(
        "improvements/<code:code>/milestones/new/",
        improvements.new_milestone,
        name="milestone-create",
    ),
    path(
        "improvements/<code:code>/milestones/<uuid:public_id>/",
        improvements.reach,
        name="milestone-reach",
    ),
    path("improvements/<code:code>/<slug:to>/", improvements.move, name="improvement-move"),
]
