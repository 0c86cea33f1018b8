from django.urls import path

import common.converters  # noqa: F401  registers <code:…>
from agreements.pages import (
    activation,
    agreement,
    agreement_forms,
    agreements,
    breach,
    breaches,
    closing,
    my,
    results,
    target,
    target_forms,
    targets,
    version_forms,
)

app_name = "agreements"
urlpatterns = [
    path("agreements/", agreements.AgreementList.as_view(), name="agreement-list"),
    path("agreements/new/", agreement_forms.create, name="agreement-create"),
    path("agreements/<code:code>/", agreement.agreement, name="agreement"),
    path("agreements/<code:code>/edit/", agreement_forms.edit, name="agreement-edit"),
    path("agreements/<code:code>/next/", version_forms.start, name="version-start"),
    path("agreements/<code:code>/v<int:number>/", agreement.version, name="version"),
    path("agreements/<code:code>/v<int:number>/term/", version_forms.term, name="version-term"),
    path(
        "agreements/<code:code>/v<int:number>/activate/",
        activation.activate_version,
        name="version-activate",
    ),
    path("agreements/<code:code>/v<int:number>/targets/add/", target_forms.add, name="target-add"),
    path(
        "agreements/<code:code>/v<int:number>/targets/<uuid:public_id>/edit/",
        target_forms.edit,
        name="target-edit",
    ),
    path(
        "agreements/<code:code>/v<int:number>/targets/<uuid:public_id>/delete/",
        target_forms.delete,
        name="target-delete",
    ),
    path("agreements/<code:code>/targets/<uuid:public_id>/", target.target, name="target"),
    path(
        "agreements/<code:code>/targets/<uuid:public_id>/events/",
        target.events,
        name="target-events",
    ),
    path(
        "agreements/<code:code>/targets/<uuid:public_id>/close/",
        closing.close,
        name="target-close",
    ),
    path("agreements/<code:code>/results/", results.results, name="agreement-results"),
    path("agreements/<code:code>/breaches/<int:number>/", breach.breach, name="breach"),
    path(
        "agreements/<code:code>/breaches/<int:number>/acknowledge/",
        breach.acknowledge,
        name="breach-acknowledge",
    ),
    path(
        "agreements/<code:code>/breaches/<int:number>/explain/",
        breach.explain,
        name="breach-explain",
    ),
    path("agreements/<code:code>/breaches/<int:number>/close/", breach.close, name="breach-close"),
    path("targets/", targets.TargetList.as_view(), name="target-list"),
    path("breaches/", breaches.BreachList.as_view(), name="breach-list"),
    path("my/", my.home, name="my-home"),
    path("my/agreements/<code:code>/", my.agreement, name="my-agreement"),
]
