"""Doors for the operator: is it healthy, and how does it do."""

import hmac

from celery import current_app
from django.conf import settings
from django.db import Error, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest

from agreements.models import Breach, Verdict
from common.models import Job
from notices.models import Delivery
from slm.models import Cycle, Dirty, PeriodState, Source

# Ticks that may be missed before the installation counts as ill.
MISSED_TICKS = 3


@never_cache
def health(request: HttpRequest) -> JsonResponse:
    """Say whether database, broker, worker and the last tick are well: 200 if all are, else 503."""
    checks = {"database": _database(), "broker": _broker()}
    age = _tick_age_seconds()
    limit = max(60, MISSED_TICKS * settings.TICK_SECONDS)
    checks["worker"] = "ok" if age is not None and age <= limit else "no tick yet or too old"
    ill = any(answer != "ok" for answer in checks.values())
    return JsonResponse(
        {
            "status": "ill" if ill else "ok",
            "checks": checks,
            "last_tick_age_seconds": None if age is None else round(age, 1),
        },
        status=503 if ill else 200,
    )


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return "out of reach"
    return "ok"


def _broker() -> str:
    try:
        with current_app.connection_for_write() as broker:
            broker.ensure_connection(max_retries=1, timeout=2)
    except Exception:  # each transport raises its own
        return "out of reach"
    return "ok"


def _tick_age_seconds() -> float | None:
    """Seconds since the last tick ended; None before the first, or when nobody can say."""
    try:
        finished_at = Cycle.objects.values_list("finished_at", flat=True).first()
    except Error:
        return None
    return None if finished_at is None else (timezone.now() - finished_at).total_seconds()


@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Answer the installation's gauges in the Prometheus format; 503 without a database.

    With `METRICS_TOKEN` set it asks for that token; without, only this machine is answered.
    """
    if not _may_read_metrics(request):
        return HttpResponse(status=403)
    try:
        return HttpResponse(_gauges(), content_type=CONTENT_TYPE_LATEST)
    except Error:
        return HttpResponse(
            "The database is out of reach.\n", status=503, content_type="text/plain"
        )


def _gauges() -> bytes:
    registry = CollectorRegistry()

    def gauge(name: str, text: str, value: float) -> None:
        Gauge(f"jembatan_{name}", text, registry=registry).set(value)

    now = timezone.now()
    age = _tick_age_seconds()
    gauge("tick_age_seconds", "Seconds since the last tick ended", -1 if age is None else age)
    gauge("dirty_ranges", "Ranges of time waiting to be computed", Dirty.objects.count())
    gauge(
        "verdicts_due",
        "Verdicts whose next check has come",
        Verdict.objects.filter(next_check_at__lte=now).count(),
    )
    gauge("deliveries_due", "Messages waiting to go out", Delivery.objects.due(now).count())
    gauge("jobs_due", "Long work waiting for a worker", Job.objects.due(now).count())
    gauge(
        "sources_silent",
        "Sources that have gone silent",
        Source.objects.exclude(silent_since_at=None).count(),
    )
    gauge(
        "breaches_open",
        "Breaches that nobody has acknowledged",
        Breach.objects.filter(step=Breach.Step.OPEN).count(),
    )
    gauge(
        "deliveries_given_up",
        "Messages that could not be sent",
        Delivery.objects.filter(state=Delivery.State.FAILED).count(),
    )
    gauge(
        "periods_failed",
        "Periods whose sums did not add up and that keep their old figures",
        PeriodState.objects.exclude(failed_at=None).count(),
    )
    return generate_latest(registry)


def _may_read_metrics(request: HttpRequest) -> bool:
    if settings.METRICS_TOKEN:
        given = request.headers.get("Authorization", "")
        wanted = f"Bearer {settings.METRICS_TOKEN}"
        return hmac.compare_digest(given.encode(), wanted.encode())
    return request.META.get("REMOTE_ADDR") in {"127.0.0.1", "::1"} and (
        "HTTP_X_FORWARDED_FOR" not in request.META
    )
