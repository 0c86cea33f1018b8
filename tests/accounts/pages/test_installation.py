"""Settings of the installation, and whether mail goes out."""

import pytest
from django.core import mail
from django.urls import reverse

from accounts.models import Installation

PAGE = "/settings/installation/"
WISH = {
    "organisation": "Penyedia Contoh",
    "zone": "Asia/Jakarta",
    "language": "id",
    "reporting_currency": "IDR",
    "fiscal_year_starts": "4",
    "week_starts": "6",
    "grace_days": "5",
    "dispute_days": "30",
    "raw_sample_days": "120",
    "maintenance_notice_days": "5",
}


def test_settings_are_saved(ayu, sign_in):
    response = sign_in(ayu).post(PAGE, WISH)

    settings = Installation.current()
    assert response.url == PAGE
    assert (settings.organisation, settings.zone, settings.reporting_currency) == (
        "Penyedia Contoh",
        "Asia/Jakarta",
        "IDR",
    )
    assert (settings.fiscal_year_starts, settings.week_starts, settings.grace_days) == (4, 6, 5)


def test_settings_name_the_field_that_is_wrong(ayu, sign_in):
    response = sign_in(ayu).post(PAGE, WISH | {"reporting_currency": "rp"})

    assert set(response.context["form"].errors) == {"reporting_currency"}
    assert Installation.objects.count() == 0


def test_settings_are_proposed_to_the_invited(ayu, sign_in):
    browser = sign_in(ayu)
    browser.post(PAGE, WISH)

    form = browser.get(reverse("accounts:user-invite")).context["form"]

    assert (form["zone"].value(), form["language"].value()) == ("Asia/Jakarta", "id")


def test_settings_tell_who_changed_what(ayu, sign_in):
    browser = sign_in(ayu)
    browser.post(PAGE, WISH)
    browser.post(PAGE, WISH | {"grace_days": "7"})

    change, *_rest = browser.get(PAGE).context["changes"]

    assert change.who == "Ayu Administrator"
    assert [(f.before, f.after) for f in change.fields] == [("5", "7")]


def test_auditor_reads_without_a_button(tirta, sign_in):
    text = sign_in(tirta).get(PAGE).content.decode()

    assert "administrators may change them" in text
    assert "Save settings" not in text


def test_mail_is_shown_as_the_environment_set_it(ayu, settings, sign_in):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "mail.example", 587
    settings.EMAIL_HOST_PASSWORD = "MARKER-secret"

    text = sign_in(ayu).get(PAGE).content.decode()

    assert "mail.example:587" in text
    assert "MARKER-secret" not in text


def test_mail_says_that_nothing_goes_out(ayu, settings, sign_in):
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"

    assert "Set EMAIL_HOST and restart." in sign_in(ayu).get(PAGE).content.decode()


def test_test_message_goes_to_who_asked(ayu, sign_in):
    sign_in(ayu).post(reverse("accounts:test-mail"))

    assert mail.outbox[0].to == ["ayu@example.org"]


def test_test_message_tells_what_the_server_said(ayu, settings, sign_in):
    settings.EMAIL_BACKEND = "tests.accounts.mail.Refusing"

    response = sign_in(ayu).post(reverse("accounts:test-mail"), follow=True)

    assert "The mail server did not take the message: connection refused" in (
        response.content.decode()
    )


@pytest.mark.parametrize("days", ["5", "35"])
def test_raw_samples_must_outlive_grace_and_dispute(days, ayu, sign_in):
    page = sign_in(ayu).post(PAGE, WISH | {"raw_sample_days": days})
    assert list(page.context["form"].errors) == ["raw_sample_days"]
    assert not Installation.objects.exists()


def test_raw_samples_may_be_kept_a_day_longer_than_both(ayu, sign_in):
    sign_in(ayu).post(PAGE, WISH | {"raw_sample_days": "36"})
    assert Installation.current().raw_sample_days == 36
