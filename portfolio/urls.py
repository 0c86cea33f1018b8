from django.urls import path

import common.converters  # noqa: F401  registers <code:…>
from portfolio.pages import (
    customer_money,
    first_steps,
    gaps,
    improvements,
    levels,
    register_forms,
    register_import,
    registers,
    service_worth,
    value_settings,
    values,
)

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
    path("customers/<code:code>/money/", customer_money.customer_page, name="customer-money"),
    path("customers/<code:code>/value/", values.value, name="value"),
    path("services/<code:code>/worth/", service_worth.service_page, name="service-worth"),
    path(
        "services/<code:code>/worth/counters/new/",
        service_worth.counter_create,
        name="counter-create",
    ),
    path(
        "services/<code:code>/worth/counters/<uuid:public_id>/drop/",
        service_worth.counter_drop,
        name="counter-drop",
    ),
    path("money/values/", values.ValueList.as_view(), name="values"),
    path("money/values/compute/", values.compute, name="values-compute"),
    path("money/gaps/", gaps.gap_list, name="gaps"),
    path("money/gaps/<uuid:public_id>/", gaps.answer, name="gap-answer"),
    path("settings/value/", value_settings.value_settings, name="value-settings"),
    path("money/<slug:register>/", registers.RegisterList.as_view(), name="register"),
    path("money/<slug:register>/new/", register_forms.create, name="record-create"),
    path("money/<slug:register>/import/", register_import.table_import, name="register-import"),
    path(
        "money/<slug:register>/import/empty.<slug:ending>/",
        register_import.template,
        name="register-template",
    ),
    path("money/<slug:register>/<uuid:public_id>/", register_forms.record, name="record"),
    path(
        "money/<slug:register>/<uuid:public_id>/remove/",
        register_forms.remove,
        name="record-remove",
    ),
]
