"""What a browser is told about every page: run nothing, load nothing, show nowhere else."""

import re

import pytest

from common.operations.start_job import start_job
from tests.cast import NOW

PAGES = [
    "/jobs/",
    "/search/?q=dinas",
    "/search/",
    "/notices/",
    "/notices/?show=read",
    "/notices/channels/",
    "/settings/deliveries/",
    "/nothing/",
]
POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "connect-src": "'self'",
    "font-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "manifest-src": "'self'",
}


@pytest.fixture
def page(sign_in, ayu):
    browser = sign_in(ayu)
    return browser.get


def policy_of(response) -> dict[str, str]:
    parts = response["Content-Security-Policy"].split(";")
    return dict(part.strip().split(" ", 1) for part in parts if part.strip())


@pytest.mark.parametrize("path", PAGES)
def test_page_forbids_everything_that_is_not_ours(page, path):
    response = page(path)

    assert policy_of(response) == POLICY
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "DENY"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"


@pytest.mark.parametrize("path", PAGES)
def test_page_holds_nothing_that_the_policy_would_stop(page, path):
    assert_lives_with_the_policy(page(path).content.decode())


@pytest.mark.parametrize("state", ["waiting", "running", "done", "failed", "cancelled"])
def test_job_page_holds_nothing_that_the_policy_would_stop(sign_in, ayu, state):
    job = start_job(kind="x", title="Import", arguments={}, actor=ayu, at=NOW)
    errors = {"errors": [{"row": 1, "field": "a", "message": "b"}]}
    type(job).objects.update(state=state, result=errors, finished_at=NOW, total_count=4)

    assert_lives_with_the_policy(sign_in(ayu).get(job.get_absolute_url()).content.decode())


def assert_lives_with_the_policy(html: str) -> None:
    assert "<html" in html
    assert not re.search(r"<[^>]*\sstyle\s*=", html)
    assert "<style" not in html
    assert not re.search(r"<script(?![^>]*\ssrc=)", html)
    assert not re.search(r"<[^>]*\son[a-z]+\s*=", html)
    assert not re.search(r"<[^>]*\shx-on", html)
    assert not re.search(r"""(?:src|href)\s*=\s*["'](?:https?:)?//""", html)
    assert not re.search(r"""href\s*=\s*["']javascript:""", html)
