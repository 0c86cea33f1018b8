"""One line per request: who asked for what, how it ended, how long it took."""

import io
import json
import logging
import logging.config

import pytest
from django.test import Client

from config.celery import app
from config.logs import logging_config


@pytest.fixture
def lines(settings):
    """Log as in production, and read what was written since the last look, line by line."""
    stream = io.StringIO()
    config = logging_config("json")
    config["handlers"]["stderr"]["stream"] = stream
    logging.config.dictConfig(config)

    def _lines() -> list[dict]:
        text = stream.getvalue()
        stream.seek(0)
        stream.truncate()
        return [json.loads(line) for line in text.splitlines()]

    yield _lines
    logging.config.dictConfig(settings.LOGGING)


def test_request_is_one_line_of_json(lines, sign_in, sari):
    browser = sign_in(sari)
    lines()

    response = browser.get("/jobs/?state=running")

    [line] = lines()
    assert line.pop("duration_ms") >= 0
    assert line.pop("timestamp").endswith("Z")
    assert line == {
        "event": "request",
        "level": "info",
        "logger": "request",
        "method": "GET",
        "path": "/jobs/",
        "status": 200,
        "user": str(sari.public_id),
        "request_id": response["X-Request-ID"],
    }


def test_request_of_a_guest_names_nobody(lines, db):
    Client().get("/jobs/")

    [line] = lines()
    assert (line["status"], line["user"]) == (302, None)


def test_refused_request_is_one_line_too(lines, sign_in, sari):
    browser = sign_in(sari)
    lines()
    browser.get("/nothing/")

    [line] = lines()
    assert (line["path"], line["status"]) == ("/nothing/", 404)


@pytest.mark.urls("tests.api.urls")
def test_crash_is_logged_with_its_trace_and_the_request(lines, sari):
    from accounts.models import ApiToken, Scope

    _row, key = ApiToken.objects.create_key(name="T", user=sari, scopes=[Scope.RECORDS_READ])
    api = Client(headers={"Authorization": f"Bearer {key}"}, raise_request_exception=False)
    lines()
    response = api.get("/api/v1/broken/")

    crash, line = lines()
    assert "ZeroDivisionError: internal detail" in crash["exception"]
    assert (crash["request_id"], crash["path"]) == (response["X-Request-ID"], "/api/v1/broken/")
    assert (line["status"], line["user"]) == (500, str(sari.public_id))


def test_secret_in_an_address_stays_out_of_the_log(lines, db):
    Client().get("/invitation/a-very-secret-word/")

    logged = lines()
    assert [line["path"] for line in logged] == ["/invitation/…/"]
    assert "a-very-secret-word" not in json.dumps(logged)


def test_task_names_itself_in_its_lines(lines):
    import structlog

    @app.task(name="tests.speak")
    def speak() -> None:
        structlog.get_logger("tests").info("spoken")

    speak.apply(task_id="task-1")
    structlog.get_logger("tests").info("after")

    spoken, after = (line for line in lines() if line["logger"] == "tests")
    assert (spoken["task_id"], spoken["task"]) == ("task-1", "tests.speak")
    assert "task_id" not in after
