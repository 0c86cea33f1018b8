"""Workers and their schedule.

Every piece of background work is a row with a due time; the ticks below look for due rows. A
lost message therefore costs at most one tick, whatever the broker did.
"""

import os
from pathlib import Path
from typing import Any

import structlog
from celery import Celery
from celery.signals import setup_logging, task_postrun, task_prerun
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("jembatan")
# One database connection per worker thread instead of one per task (4 ms each).
app.conf.CELERY_DB_REUSE_MAX = 1000


def _filesystem_transport(folder: Path) -> dict[str, object]:
    """Return the options of the transport without a broker; its folders must exist beforehand."""
    folders = {name: folder / name for name in ("messages", "processed", "control")}
    for path in folders.values():
        path.mkdir(parents=True, exist_ok=True)
    return {
        "data_folder_in": str(folders["messages"]),
        "data_folder_out": str(folders["messages"]),
        "processed_folder": str(folders["processed"]),
        "control_folder": str(folders["control"]),
        "store_processed": False,
        "polling_interval": 0.05,
    }


def _every(seconds: float, queue: str) -> dict[str, object]:
    """A tick that is worthless once the next one is due: a restart must not run a backlog."""
    return {"schedule": seconds, "options": {"queue": queue, "expires": seconds}}


app.conf.update(
    broker_url=settings.CELERY_BROKER_URL,
    broker_connection_retry_on_startup=True,
    broker_transport_options=(
        {} if settings.REDIS_URL else _filesystem_transport(settings.CELERY_FOLDER)
    ),
    task_ignore_result=True,
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_default_queue="default",
    task_routes={
        "slm.*": {"queue": "levels"},
        "agreements.*": {"queue": "levels"},
        "brm.tend_surveys": {"queue": "notify"},  # mailing may take its time
        "brm.*": {"queue": "levels"},
        "config.*": {"queue": "levels"},
        "portfolio.*": {"queue": "reports"},
        "notices.*": {"queue": "notify"},
        "common.*": {"queue": "reports"},
    },
    task_time_limit=600,
    task_soft_time_limit=540,
    worker_prefetch_multiplier=1,
    worker_hijack_root_logger=False,
    timezone="UTC",
    beat_schedule_filename=str(settings.VAR / "beat-schedule"),
    beat_schedule={
        "levels": {"task": "agreements.tick", **_every(settings.TICK_SECONDS, "levels")},
        "surveys": {"task": "brm.tend_surveys", **_every(60, "notify")},
        "deliveries": {"task": "notices.deliver_due", **_every(5, "notify")},
        "jobs": {"task": "common.run_due_jobs", **_every(5, "reports")},
        "sources": {"task": "slm.find_silent_sources", **_every(60, "levels")},
        "feedback": {"task": "brm.tend_feedback", **_every(30, "levels")},
        "signing": {"task": "agreements.tend_signing", **_every(300, "levels")},
        "signed": {"task": "agreements.keep_signed_documents", **_every(300, "levels")},
        "dates": {"task": "agreements.tell_dates", **_every(3600, "levels")},
        "reviews": {"task": "brm.plan_reviews", **_every(3600, "levels")},
        "due": {"task": "brm.tell_due", **_every(900, "levels")},
        "partitions": {"task": "slm.prepare_partitions", **_every(3600, "levels")},
        "series": {"task": "slm.extend_series", **_every(3600, "levels")},
        "month": {"task": "portfolio.close_month", **_every(3600, "reports")},
        "raw_samples": {"task": "slm.forget_raw_samples", **_every(3600, "levels")},
    },
)
if settings.DEMO:
    app.conf.beat_schedule["demo"] = {
        "task": "config.go_on_with_the_demo",
        **_every(60, "levels"),
    }
app.autodiscover_tasks()


@setup_logging.connect
def _keep_our_logging(**_: object) -> None:
    """Celery configures logging unless somebody listens; Django's configuration is ours."""


@task_prerun.connect
def _bind_task(task_id: str, task: Any, **_: object) -> None:
    """Every line that a task logs names it."""
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(task_id=task_id, task=task.name)


@task_postrun.connect
def _unbind_task(**_: object) -> None:
    structlog.contextvars.clear_contextvars()
