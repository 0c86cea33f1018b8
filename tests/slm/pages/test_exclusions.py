"""Exclusions by hand: propose with evidence, another person decides, change, withdraw."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from common.models import File
from slm.models import Exclusion, Layer
from tests.slm.pages.test_outages import typed
from tests.slm.protections import HOUR, propose

NEW = "/exclusions/new/"


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def wish(**changes):
    end = timezone.now().replace(microsecond=0)
    form = {
        "part": "PAY-GW",
        "cause": "customer",
        "start_at": typed(end - 2 * HOUR),
        "end_at": typed(end),
        "evidence": "Ticket 7 of the customer",
    }
    return form | changes


def proposed(catalogue, actor):
    end = timezone.now().replace(microsecond=0)
    return propose(catalogue.indicator, end - 2 * HOUR, end, actor=actor)


def address(record, page):
    return record.get_absolute_url().replace("/of/", f"/{page}/")


def test_proposal_with_a_file_waits_for_another_person(catalogue, sari, oka, sign_in):
    letter = SimpleUploadedFile("letter.pdf", b"%PDF-1.7 letter")
    answer = sign_in(oka).post(NEW, wish(part="PAY-GW/SBY", file=letter))
    record = Exclusion.objects.get()
    assert answer["Location"] == record.get_absolute_url() == "/exclusions/of/MANUAL/X-0001/"
    assert (record.fact.layer, record.fact.slice, record.proposed_by) == (
        Layer.GOOD,
        catalogue.slice,
        oka,
    )
    page = sign_in(sari).get(record.get_absolute_url())
    assert [file.name for file in page.context["files"]] == ["letter.pdf"]
    stored = sign_in(sari).get(File.objects.get().get_absolute_url())
    assert b"".join(stored.streaming_content) == b"%PDF-1.7 letter"
    assert (page.context["may_decide"], page.context["is_own"]) == (True, False)
    sign_in(sari).post(address(record, "approve"), {"reason": "Seen"})
    record = Exclusion.objects.get()
    assert (record.decision, record.fact.layer, record.decided_by) == (
        "approved",
        Layer.EXCLUDED,
        sari,
    )


def test_own_proposal_cannot_be_decided(catalogue, sari, sign_in):
    browser, record = sign_in(sari), proposed(catalogue, sari)
    page = browser.get(record.get_absolute_url())
    assert (page.context["may_decide"], page.context["is_own"]) == (False, True)
    page = browser.post(address(record, "approve"), {"reason": "Mine"})
    assert page.context["form"].non_field_errors() == [
        "Whoever proposed it does not decide on it: ask another service level manager."
    ]
    assert Exclusion.objects.get().decision == "none"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"part": "NOWHERE"}, "part"),
        ({"cause": "weather"}, "cause"),
        ({"evidence": ""}, "evidence"),
        ({"end_at": "2001-01-01T00:00"}, "end_at"),
        ({"start_at": "x"}, "start_at"),
        ({"file": SimpleUploadedFile("a.exe", b"MZ")}, "file"),
    ],
)
def test_unfit_proposal_is_refused_at_its_field(changes, field, catalogue, sari, sign_in):
    page = sign_in(sari).post(NEW, wish(**changes))
    assert list(page.context["form"].errors) == [field]
    assert Exclusion.objects.count() == 0


def test_change_and_withdrawal_ask_why(catalogue, sari, oka, sign_in):
    browser, record = sign_in(oka), proposed(catalogue, sari)
    url = address(record, "change")
    assert browser.get(url).context["form"].initial["evidence"] == "Letter of the customer"
    change = wish(cause="force_majeure")
    assert list(browser.post(url, change).context["form"].errors) == ["change_reason"]
    browser.post(url, change | {"change_reason": "It was the flood"})
    record.refresh_from_db()
    assert (record.cause, record.proposed_by) == ("force_majeure", oka)
    url = address(record, "withdraw")
    refused = browser.post(url, {"change_reason": " "})
    assert list(refused.context["form"].errors) == ["change_reason"]
    browser.post(url, {"change_reason": "No"})
    assert Exclusion.objects.get().fact.is_void
    assert browser.get(url)["Location"] == record.get_absolute_url()
    assert sign_in(sari).get(address(record, "approve"))["Location"] == record.get_absolute_url()


def test_list_is_narrowed_by_state(catalogue, sari, oka, sign_in):
    proposed(catalogue, oka)
    browser = sign_in(sari)
    counts = {
        state: browser.get("/exclusions/", {"state": state}).context["page"].paginator.count
        for state in ("proposed", "approved", "refused", "withdrawn")
    }
    assert counts == {"proposed": 1, "approved": 0, "refused": 0, "withdrawn": 0}
