import hashlib

import pytest
from django.core.files.base import ContentFile

from common.models import File
from common.operations import store_file as module
from common.operations.store_file import FileTooLarge, store_file, tame_name
from tests.cast import NOW


def keep(parent, name="minutes.pdf", content=b"%PDF-1.7", content_type="application/pdf"):
    return store_file(
        content=ContentFile(content),
        name=name,
        content_type=content_type,
        parent=parent,
        actor=None,
        at=NOW,
    )


def test_store_keeps_bytes_hash_and_size(customer_a):
    content = b"agreed on 25 November\n" * 5000

    file = keep(customer_a, content=content)

    row = File.objects.get()
    assert row == file
    assert (row.size, row.sha256) == (len(content), hashlib.sha256(content).hexdigest())
    with row.data.open() as stored:
        assert stored.read() == content
    assert row.parent == customer_a


def test_store_hides_the_given_name_from_the_file_system(customer_a):
    file = keep(customer_a, name="../../etc/passwd")

    assert file.data.name == f"2026/11/{file.pk}"
    assert file.name == "passwd"


def test_store_refuses_a_file_above_the_limit(customer_a, monkeypatch):
    monkeypatch.setattr(module, "MAX_BYTES", 7)

    with pytest.raises(FileTooLarge) as refused:
        keep(customer_a, content=b"12345678")

    assert refused.value.field == "file"
    assert File.objects.count() == 0


def test_store_accepts_a_file_of_exactly_the_limit(customer_a, monkeypatch):
    monkeypatch.setattr(module, "MAX_BYTES", 8)

    assert keep(customer_a, content=b"12345678").size == 8


@pytest.mark.parametrize(
    "content_type", ["", "text", "text/html\r\nSet-Cookie: a=b", "a/" + "b" * 120, "text/html; x"]
)
def test_store_takes_an_odd_type_for_bytes(customer_a, content_type):
    assert keep(customer_a, content_type=content_type).content_type == "application/octet-stream"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("minutes.pdf", "minutes.pdf"),
        ("C:\\Users\\alia\\minutes.pdf", "minutes.pdf"),
        ("../../../etc/passwd", "passwd"),
        ("a\x00b\r\nSet-Cookie: x.csv", "abSet-Cookie: x.csv"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("Notulen rapat – 25 Nov.docx", "Notulen rapat – 25 Nov.docx"),
        ("…", "…"),
        ("..", "file"),
        ("", "file"),
        ("/", "file"),
        ("a" * 300 + ".xlsx", "a" * 250 + ".xlsx"),
    ],
)
def test_tame_name(given, kept):
    assert tame_name(given) == kept
