"""What may be uploaded."""

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile

from common.forms import UploadField


class Upload(forms.Form):
    file = UploadField(endings=("csv", "xlsx", "pdf"), max_bytes=1024)


def errors(name: str, content: bytes, content_type: str = "text/html") -> list[str]:
    form = Upload({}, {"file": SimpleUploadedFile(name, content, content_type)})
    return [] if form.is_valid() else form.errors["file"]


@pytest.mark.parametrize(
    ("name", "content", "content_type"),
    [
        ("Services.CSV", b"code,name\nPAY,Pembayaran \xe2\x80\x93 utama\n", "text/csv"),
        ("minutes.pdf", b"%PDF-1.7\n", "application/pdf"),
        (
            "services.xlsx",
            b"PK\x03\x04rest",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
    ],
)
def test_upload_takes_what_is_listed_and_names_its_type(name, content, content_type):
    form = Upload({}, {"file": SimpleUploadedFile(name, content, "text/html")})

    assert form.is_valid(), form.errors
    assert form.cleaned_data["file"].content_type == content_type
    assert form.cleaned_data["file"].read() == content


def test_upload_refuses_other_endings():
    assert errors("page.html", b"<html>") == [
        "This is not one of the files expected here: csv, xlsx, pdf."
    ]


def test_upload_refuses_content_under_a_false_name():
    assert errors("minutes.pdf", b"MZ\x90\x00") == [
        "The file's content is not what its name says. Save it again as pdf."
    ]


@pytest.mark.parametrize("content", [b"code\0name", "kode;nama é".encode("latin-1")])
def test_upload_refuses_text_that_is_not_utf8(content):
    assert errors("services.csv", content) == [
        "The file is not text in UTF-8. Save it again with that encoding."
    ]


def test_upload_forgives_a_letter_cut_by_the_look_at_the_beginning():
    content = b"a" * 4095 + "é".encode()

    class Large(forms.Form):
        file = UploadField(endings=("csv",), max_bytes=2 * 1024**2)

    form = Large({}, {"file": SimpleUploadedFile("x.csv", content)})
    assert form.is_valid(), form.errors


def test_upload_refuses_more_than_the_limit():
    class Small(forms.Form):
        file = UploadField(endings=("csv",), max_bytes=1024**2)

    form = Small({}, {"file": SimpleUploadedFile("x.csv", b"a" * (1024**2 + 1))})
    assert form.errors["file"] == ["The file is larger than 1 MB."]


def test_upload_offers_only_its_endings():
    assert 'accept=".csv,.xlsx,.pdf"' in str(Upload()["file"])


def test_upload_knows_no_ending_without_a_type():
    with pytest.raises(ValueError):
        UploadField(endings=("exe",))
