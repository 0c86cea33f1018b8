"""Download a stored file."""

import uuid

import structlog
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from common.models import File

log = structlog.get_logger(__name__)


@require_safe
@login_required
def file(request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Answer the bytes to whoever may read the record they belong to; anybody else finds nothing.

    Always a download and never a page of ours: somebody else chose these bytes.
    """
    stored = get_object_or_404(File.objects.select_related("parent_type"), pk=pk)
    if not stored.may_be_read_by(request.user):
        raise Http404
    etag = f'"{stored.sha256}"'
    response = get_conditional_response(request, etag=etag) or _download(stored)
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    return response


def _download(stored: File) -> FileResponse:
    try:
        content = stored.data.open("rb")
    except FileNotFoundError as error:
        log.error("file_lost", file=str(stored.pk))
        raise Http404 from error
    return FileResponse(
        content,
        as_attachment=True,
        filename=stored.name,
        content_type=stored.content_type,
        headers={"Content-Security-Policy": "default-src 'none'; sandbox"},
    )
