"""Fields that forms of every app share."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

# What may be uploaded, by the ending of its name: the type it is stored and served under, and the
# bytes it begins with. The browser's own word about the type is not believed.
TYPES: dict[str, tuple[str, tuple[bytes, ...]]] = {
    "csv": ("text/csv", ()),
    "txt": ("text/plain", ()),
    "json": ("application/json", ()),
    "xlsx": (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        (b"PK\x03\x04",),
    ),
    "docx": (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        (b"PK\x03\x04",),
    ),
    "pdf": ("application/pdf", (b"%PDF-",)),
    "png": ("image/png", (b"\x89PNG\r\n\x1a\n",)),
    "jpg": ("image/jpeg", (b"\xff\xd8\xff",)),
    "jpeg": ("image/jpeg", (b"\xff\xd8\xff",)),
    "eml": ("message/rfc822", ()),
    "ics": ("text/calendar", ()),
}
HEAD_BYTES = 4096
TABLES = ("csv", "xlsx")
DOCUMENTS = ("pdf", "docx", "png", "jpg", "jpeg", "eml", "txt")


class UploadField(forms.FileField):
    """A file of one of `endings` and at most `max_bytes`; its `content_type` is ours afterwards.

    `ui/_form.html` sees to it that the form is multipart. Store the cleaned file with `store_file`
    or hand it to `start_job(content=…)`. `any_encoding` lets text in that is not UTF-8, for readers
    that find out by themselves.
    """

    default_error_messages = {
        "ending": _("This is not one of the files expected here: %(endings)s."),
        "content": _("The file's content is not what its name says. Save it again as %(ending)s."),
        "text": _("The file is not text in UTF-8. Save it again with that encoding."),
        "large": ngettext_lazy(
            "The file is larger than %(limit)d MB.",
            "The file is larger than %(limit)d MB.",
            "limit",
        ),
    }

    def __init__(
        self,
        *,
        endings: tuple[str, ...] = TABLES,
        max_bytes: int = 20 * 1024 * 1024,
        any_encoding: bool = False,
        **options: Any,
    ):
        unknown = set(endings) - set(TYPES)
        if unknown:
            raise ValueError(f"no type is known for {sorted(unknown)}")
        self.endings, self.max_bytes = endings, max_bytes
        self.any_encoding = any_encoding
        super().__init__(**options)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        attrs = super().widget_attrs(widget)
        return attrs | {"accept": ",".join(f".{ending}" for ending in self.endings)}

    def to_python(self, data: Any) -> UploadedFile | None:
        file: Any = super().to_python(data)
        if file is None:
            return None
        if file.size > self.max_bytes:
            limit = self.max_bytes // 1024**2
            raise ValidationError(self.error_messages["large"], "large", {"limit": limit})
        ending = file.name.rpartition(".")[2].lower()
        if ending not in self.endings:
            endings = ", ".join(self.endings)
            raise ValidationError(self.error_messages["ending"], "ending", {"endings": endings})
        content_type, beginnings = TYPES[ending]
        head = file.read(HEAD_BYTES)
        file.seek(0)
        if beginnings and not head.startswith(beginnings):
            raise ValidationError(self.error_messages["content"], "content", {"ending": ending})
        if not beginnings and not _looks_like_text(head, any_encoding=self.any_encoding):
            raise ValidationError(self.error_messages["text"], "text")
        file.content_type = content_type
        return file


def _looks_like_text(head: bytes, *, any_encoding: bool = False) -> bool:
    """Whether the first bytes are UTF-8 without NUL; a character cut at their end is forgiven.

    With `any_encoding` also UTF-16 by its mark, and whatever has no NUL.
    """
    if any_encoding:
        return head.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" not in head
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        is_cut = len(head) == HEAD_BYTES and error.reason == "unexpected end of data"
        return is_cut and b"\0" not in head
    return b"\0" not in head
