"""Who may download a file is decided by the record it belongs to."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile

from common.models import File
from common.operations.store_file import store_file
from tests.cast import NOW


@pytest.fixture
def file(customer_a) -> File:
    return store_file(
        content=ContentFile(b"<script>alert(1)</script>"),
        name='the "minutes" – 25 Nov.html',
        content_type="text/html",
        parent=customer_a,
        actor=None,
        at=NOW,
    )


def test_file_is_downloaded_by_whoever_sees_its_parent(file, sign_in, alia, sari):
    for user in (alia, sari):
        response = sign_in(user).get(file.get_absolute_url())
        assert response.status_code == 200
        assert response.getvalue() == b"<script>alert(1)</script>"


def test_file_of_another_customer_is_not_found(file, sign_in, bram, zaki):
    for user in (bram, zaki):
        assert sign_in(user).get(file.get_absolute_url()).status_code == 404


def test_file_asks_a_guest_to_sign_in(file, client):
    response = client.get(file.get_absolute_url())

    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/")


def test_file_whose_parent_has_no_visible_to_is_nobodys(file, sign_in, ayu):
    File.objects.update(parent_type=ContentType.objects.get_for_model(ContentType), parent_id="1")

    assert sign_in(ayu).get(file.get_absolute_url()).status_code == 404


def test_file_whose_parent_is_gone_is_not_found(file, sign_in, sari):
    File.objects.update(parent_id="999999")

    assert sign_in(sari).get(file.get_absolute_url()).status_code == 404


def test_file_is_never_shown_as_a_page_of_ours(file, sign_in, alia):
    response = sign_in(alia).get(file.get_absolute_url())

    assert response.getvalue() == b"<script>alert(1)</script>"
    assert response["Content-Disposition"].startswith("attachment; filename")
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "private, no-cache"


def test_file_that_the_reader_has_is_not_sent_again(file, sign_in, alia):
    response = sign_in(alia).get(
        file.get_absolute_url(), headers={"If-None-Match": f'"{file.sha256}"'}
    )

    assert response.status_code == 304


def test_file_without_its_bytes_is_not_found(file, sign_in, alia):
    file.data.storage.delete(file.data.name)

    assert sign_in(alia).get(file.get_absolute_url()).status_code == 404


def test_file_is_only_read(file, sign_in, alia):
    assert sign_in(alia).post(file.get_absolute_url()).status_code == 405
