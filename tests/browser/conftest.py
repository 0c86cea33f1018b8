"""A real Chromium, and what a person does with it."""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

# Playwright's interface runs an event loop in the test's thread; Django would refuse the database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
# Chromium calls every refusal of a form, and a link that is used up, an error; to the reader both
# are answers.
ANSWERED = re.compile("responded with a status of (422|410)")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here needs a browser; without one it is skipped by name, or fails where due."""
    required = "browser" in os.environ.get("JEMBATAN_REQUIRE", "")
    for item in items:
        if "tests/browser" not in str(item.path):
            continue
        item.add_marker(pytest.mark.browser)
        if CHROMIUM is None and not required:
            item.add_marker(pytest.mark.skip(reason="no chromium on this machine"))


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium: Browser, live_server: Any) -> Iterator[Callable[..., Page]]:
    """Open pages as somebody: `open_page(sari, width=360, theme="dark")`; no console error."""
    contexts: list[BrowserContext] = []
    said: list[str] = []

    def _open(user: Any = None, *, width: int = 1280, theme: str = "light", **options: Any) -> Page:
        context = chromium.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": 900},
            color_scheme=theme,  # type: ignore[arg-type]
            reduced_motion="reduce",
            **options,
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        if user is not None:
            context.add_cookies([_session_of(user, live_server.url)])
        page = context.new_page()

        def hear(message: ConsoleMessage) -> None:
            if message.type in {"error", "warning"} and not ANSWERED.search(message.text):
                said.append(f"{page.url}: {message.text}")

        page.on("console", hear)
        page.on("pageerror", lambda error: said.append(f"{page.url}: {error}"))
        return page

    yield _open
    for context in contexts:
        context.close()
    assert said == []


def _session_of(user: Any, url: str) -> Any:
    """A cookie of a signed-in session, made as the sign-in page would."""
    from django.conf import settings
    from django.test import Client

    client = Client()
    client.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    return {"name": settings.SESSION_COOKIE_NAME, "value": value, "url": url}
