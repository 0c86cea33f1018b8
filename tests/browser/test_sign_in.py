"""Signing in with the keyboard alone."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.django_db(transaction=True)

ADDRESS = re.compile("e-?mail", re.IGNORECASE)


def test_sign_in_by_keyboard_and_out_again(open_page, sari):
    page = open_page()
    page.goto("/")
    expect(page).to_have_url(re.compile("/accounts/login/"))
    page.get_by_label(ADDRESS).focus()
    page.keyboard.type("Sari@Example.org")
    page.keyboard.press("Tab")
    page.keyboard.type("a long password")
    page.keyboard.press("Enter")
    expect(page.locator("nav.nav")).to_be_visible()


def test_wrong_password_says_so_and_keeps_the_address(open_page, sari):
    page = open_page()
    page.goto("/accounts/login/")
    page.get_by_label(ADDRESS).fill("sari@example.org")
    page.locator("input[type=password]").fill("not it")
    page.keyboard.press("Enter")
    expect(page.get_by_label(ADDRESS)).to_have_value("sari@example.org")
    expect(page.locator("[role=alert]").first).to_be_visible()


def test_slash_reaches_the_search(open_page, sari):
    page = open_page(sari)
    page.goto("/")
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox").first).to_be_focused()


def test_skip_link_is_the_first_stop(open_page, sari):
    page = open_page(sari)
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.locator("a.skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_theme_stays_after_a_reload(open_page, sari):
    page = open_page(sari)
    page.goto("/")
    page.locator("[data-theme-toggle]").click()
    theme = page.locator("html").get_attribute("data-theme")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", theme)
