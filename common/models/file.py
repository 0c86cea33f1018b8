"""Files: stored once, known by their hash, readable by whoever may read their parent."""

import hashlib
import uuid
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import File as DjangoFile
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser


def _path(file: "File", filename: str) -> str:
    """Keep the user's file name out of the file system: it may hold anything."""
    return f"{file.created_at:%Y/%m}/{file.pk}"


class File(models.Model):
    """A stored file. Its parent decides who may read it (see `may_be_read_by`)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("name"), max_length=255)
    content_type = models.CharField(_("type"), max_length=100)
    size = models.PositiveBigIntegerField(_("size"))
    sha256 = models.CharField(_("hash"), max_length=64)
    data = models.FileField(upload_to=_path, max_length=200)
    parent_type = models.ForeignKey(ContentType, models.PROTECT, related_name="+")
    parent_id = models.CharField(max_length=64)
    parent = GenericForeignKey("parent_type", "parent_id")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(_("created"))

    class Meta:
        ordering = ["-created_at", "id"]
        verbose_name = _("file")
        verbose_name_plural = _("files")
        indexes = [models.Index(fields=["parent_type", "parent_id"], name="file_by_parent")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("common:file", args=[self.pk])

    def may_be_read_by(self, user: "AbstractBaseUser | Any") -> bool:
        """Say whether `user` sees the record that this file belongs to; no `visible_to`: no."""
        model = self.parent_type.model_class()
        manager = getattr(model, "_default_manager", None)
        if model is None or not hasattr(manager, "visible_to"):
            return False
        return bool(manager.visible_to(user).filter(pk=self.parent_id).exists())  # type: ignore[union-attr]


def sha256_of(content: DjangoFile) -> str:
    """Return the hash of a file's bytes in hexadecimal, reading it in chunks."""
    digest = hashlib.sha256()
    for chunk in content.chunks():
        digest.update(chunk)
    content.seek(0)
    return digest.hexdigest()
