"""What hands do on a page: press, follow, type, by the keyboard wherever that is a way."""

import re

from playwright.sync_api import Locator, Page, expect


def main(page: Page) -> Locator:
    return page.locator("main")


def press(page: Page, name: str) -> None:
    """Press the button of that name, with the keyboard."""
    main(page).get_by_role("button", name=name, exact=True).first.press("Enter")


def follow(page: Page, name: str) -> None:
    main(page).get_by_role("link", name=name, exact=True).first.press("Enter")


def fill(page: Page, **fields: str) -> None:
    """Type into the fields of these names, or choose in them."""
    for name, value in fields.items():
        field = main(page).locator(f"[name='{name}']")
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(label=value)
        else:
            field.fill(value)


def show_who_one_is(page: Page) -> None:
    """The password once more, asked for once in five minutes."""
    expect(page).to_have_url(re.compile("/reauthenticate/"))
    page.locator("input[type=password]").fill("a long password")
    page.keyboard.press("Enter")
