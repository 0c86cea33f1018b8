"""What proves a version's signatures: hashes that can be computed anew, and a copy to check."""

import hashlib
from unittest import mock

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from agreements.exports import document
from agreements.exports.document import keep_signed_documents, signed_document
from agreements.models import Version
from agreements.operations.activate import activate
from agreements.queries.signed_files import signed_file
from common.models import File
from tests.agreements.signing import sent_out, signed_by_both
from tests.cast import NOW

pytestmark = pytest.mark.django_db
URL = "/agreements/SLA-0042/v1/evidence/"
TEXT, PDF = "/agreements/SLA-0042/v1/text.json", "/agreements/SLA-0042/v1/document.pdf"


@pytest.fixture
def signed(sari, alia, customer_a) -> Version:
    return signed_by_both(sari, alia, customer_a)


@pytest.fixture
def kept(signed) -> File:
    return signed_document(signed, at=NOW)


def words(response) -> str:
    return " ".join(response.content.decode().replace("\xa0", " ").split())


@pytest.mark.parametrize(
    ("name", "status"), [("sari", 200), ("tirta", 200), ("alia", 404), ("bram", 404), ("zaki", 404)]
)
def test_evidence_of_what_is_not_in_force_is_ours(name, status, request, sign_in, signed):
    browser = sign_in(request.getfixturevalue(name))
    assert [browser.get(url).status_code for url in (URL, TEXT)] == [status] * 2


def test_evidence_is_not_for_the_signed_out(client, signed):
    assert client.get(URL).status_code == 302


def test_customer_checks_what_is_in_force(sign_in, sari, alia, bram, signed):
    activate(version=signed, actor=sari, at=NOW)
    assert "Sari Tingkat" in words(sign_in(alia).get(URL))
    assert [sign_in(bram).get(url).status_code for url in (URL, TEXT)] == [404] * 2


def test_hash_of_the_exact_text_can_be_computed_by_anybody(sign_in, sari, signed):
    bytes_of_the_text = sign_in(sari).get(TEXT).content
    assert hashlib.sha256(bytes_of_the_text).hexdigest() == signed.text_hash
    said = words(sign_in(sari).get(URL))
    assert signed.text_hash in said
    assert "the same" in said.partition("computed anew just now:")[2].partition("</dd>")[0]


def test_copy_is_recognised_byte_for_byte(sign_in, sari, signed, kept):
    browser = sign_in(sari)
    content = browser.get(PDF).content
    assert hashlib.sha256(content).hexdigest() == kept.sha256
    for given, found in ((content, True), (content + b"\n", False)):
        copy = SimpleUploadedFile("copy.pdf", given, "application/pdf")
        said = words(browser.post(URL, {"content": copy}))
        assert ("as it is kept, byte for byte" in said) is found
        assert hashlib.sha256(given).hexdigest() in said
    assert File.objects.count() == 1  # what was checked was not kept


def test_checking_nothing_is_refused(sign_in, sari, signed):
    assert sign_in(sari).post(URL).status_code == 422


def test_document_is_kept_when_the_last_one_signs(sari, alia, customer_a):
    version = sent_out(sari, alia, customer_a)
    assert keep_signed_documents(at=NOW) == 0
    assert signed_file(version) is None


def test_document_is_kept_once_and_stays_through_activation(sari, signed):
    assert [keep_signed_documents(at=NOW) for _again in range(2)] == [1, 0]
    kept = signed_file(signed)
    activate(version=signed, actor=sari, at=NOW)
    assert keep_signed_documents(at=NOW) == 0
    assert signed_document(signed, at=NOW) == kept


def test_one_that_cannot_be_set_is_tried_again(monkeypatch, signed):
    def refuse(*_given, **_named):
        raise document.DocumentRefused("no")

    with monkeypatch.context() as broken:
        broken.setattr(document, "set_pdf", refuse)
        assert keep_signed_documents(at=NOW) == 0
    assert keep_signed_documents(at=NOW) == 1


def test_last_signature_wakes_the_worker(
    sari, alia, customer_a, django_capture_on_commit_callbacks
):
    with (
        mock.patch("common.wake.current_app.send_task") as send,
        django_capture_on_commit_callbacks(execute=True),
    ):
        signed_by_both(sari, alia, customer_a)
    sent = [call.args[0] for call in send.call_args_list]
    assert sent.count("agreements.keep_signed_documents") == 1


@pytest.mark.parametrize("url", [URL, "/agreements/SLA-0042/compare/"])
def test_page_of_both_sides_keeps_our_navigation(sign_in, sari, signed, url):
    assert 'href="/agreements/"' in words(sign_in(sari).get(url)).partition("<main")[0]
