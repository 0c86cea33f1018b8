"""Keep a file."""

import datetime as dt
import re
import unicodedata
from pathlib import PurePosixPath
from typing import Any

from django.core.files.base import File as DjangoFile
from django.db import models
from django.utils.translation import gettext as _

from common.models import File, sha256_of
from common.problems import Refusal

MAX_BYTES = 100 * 1024 * 1024
_TYPE = re.compile(r"[a-z0-9][\w.+-]*/[a-z0-9][\w.+-]*\Z", re.IGNORECASE | re.ASCII)


class FileTooLarge(Refusal):
    code = "file_too_large"


def store_file(
    *,
    content: DjangoFile,
    name: str,
    content_type: str,
    parent: models.Model,
    actor: Any,
    at: dt.datetime,
) -> File:
    """Store `content` and its hash; whoever may read `parent` may read it.

    The bytes lie under the record's own id, so a name may hold anything; what a browser or a
    terminal could stumble over is taken out of it. Bytes of a transaction that is undone stay in
    the store without a record, where nobody reaches them.
    """
    if content.size > MAX_BYTES:
        raise FileTooLarge(
            _("The file is larger than %(limit)d MB.") % {"limit": MAX_BYTES // 1024**2},
            field="file",
        )
    file = File(
        name=tame_name(name),
        content_type=(
            content_type
            if len(content_type) <= 100 and _TYPE.match(content_type)
            else "application/octet-stream"
        ),
        size=content.size,
        sha256=sha256_of(content),
        parent=parent,
        created_by=actor,
        created_at=at,
    )
    file.data.save(str(file.pk), content, save=False)
    file.save()
    return file


def tame_name(name: str) -> str:
    """Return the last part of a path without control and direction marks, its ending kept.

    At most 255 characters; a name of which nothing is left is `file`.
    """
    shown = "".join(
        letter for letter in name if unicodedata.category(letter) not in {"Cc", "Cf", "Cs"}
    )
    last = shown.replace("\\", "/").rsplit("/", 1)[-1].strip(" .")
    ending = PurePosixPath(last).suffix[:20]
    stem = last.removesuffix(ending)[: 255 - len(ending)]
    return f"{stem}{ending}" or "file"
