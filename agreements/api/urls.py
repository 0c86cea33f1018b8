from django.urls import path

import common.converters  # noqa: F401  registers <code:…>
from agreements.api import (
    agreements,
    breaches,
    changes,
    effective,
    lifecycle,
    obligations,
    requirements,
    results,
    status,
    tariffs,
    term,
    uses,
)

app_name = "agreements-api"
urlpatterns = [
    path("uses/", uses.UseList.as_view(), name="uses"),
    path(
        "customers/<code:code>/uses/<code:service>/", uses.UseDetail.as_view(), name="customer-use"
    ),
    path("services/<code:code>/rests/", uses.ServiceRests.as_view(), name="service-rests"),
    path("sla-status/", status.SlaStatus.as_view(), name="sla-status"),
    path("effective-terms/", effective.EffectiveTermsView.as_view(), name="effective-terms"),
    path("agreements/", agreements.Agreements.as_view(), name="agreements"),
    path("agreements/<code:code>/", agreements.AgreementDetail.as_view(), name="agreement"),
    path(
        "agreements/<code:code>/activate/", agreements.Activate.as_view(), name="agreement-activate"
    ),
    path(
        "agreements/<code:code>/versions/<int:number>/lifecycle/",
        lifecycle.Lifecycle.as_view(),
        name="version-lifecycle",
    ),
    path(
        "agreements/<code:code>/versions/<int:number>/signatories/<uuid:place>/sign/",
        lifecycle.Sign.as_view(),
        name="signatory-sign",
    ),
    path(
        "agreements/<code:code>/versions/<int:number>/signatories/<uuid:place>/decline/",
        lifecycle.Decline.as_view(),
        name="signatory-decline",
    ),
    path(
        "agreements/<code:code>/versions/<int:number>/comments/",
        lifecycle.Comments.as_view(),
        name="version-comments",
    ),
    path("agreements/<code:code>/notices/", term.Notices.as_view(), name="term-notices"),
    path("agreements/<code:code>/renewals/", term.Renewals.as_view(), name="term-renewals"),
    path("agreements/<code:code>/reviews/", term.Reviews.as_view(), name="agreement-reviews"),
    path(
        "agreements/<code:code>/obligations/",
        obligations.Obligations.as_view(),
        name="agreement-obligations",
    ),
    path(
        "agreements/<code:code>/obligations/<uuid:obligation>/",
        obligations.Answer.as_view(),
        name="obligation-answer",
    ),
    path("agreements/<code:code>/changes/", changes.Changes.as_view(), name="agreement-changes"),
    path(
        "agreements/<code:code>/changes/<uuid:change>/answer/",
        changes.Answer.as_view(),
        name="change-answer",
    ),
    path(
        "agreements/<code:code>/changes/<uuid:change>/refuse/",
        changes.Refuse.as_view(),
        name="change-refuse",
    ),
    path("agreements/<code:code>/results/", results.Results.as_view(), name="agreement-results"),
    path(
        "agreements/<code:code>/targets/<uuid:public_id>/close/",
        results.Close.as_view(),
        name="target-close",
    ),
    path("agreements/<code:code>/compare/", tariffs.Compare.as_view(), name="agreement-compare"),
    path("tariffs/", tariffs.Tariffs.as_view(), name="tariffs"),
    path("tariffs/<code:code>/", tariffs.TariffDetail.as_view(), name="tariff"),
    path("requirements/", requirements.Requirements.as_view(), name="requirements"),
    path("requirements/<code:code>/", requirements.RequirementDetail.as_view(), name="requirement"),
    path("breaches/", breaches.Breaches.as_view(), name="breaches"),
    path("breaches/<str:code>/", breaches.BreachDetail.as_view(), name="breach"),
    path(
        "breaches/<str:code>/acknowledge/",
        breaches.Acknowledge.as_view(),
        name="breach-acknowledge",
    ),
]
