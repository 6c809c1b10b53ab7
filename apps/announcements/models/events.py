"""What changed for the public, in the order in which it was committed."""

from typing import Any

from django.db import models
from django.db.models import Func

from apps.announcements.models.announcements import Announcement, AnnouncementVersion


class TransactionIdField(models.Field[int, int]):
    """xid8: the transaction that wrote the row, as the database numbers it; never comes back to an old number."""

    def db_type(self, connection: Any) -> str:
        """Return the type of PostgreSQL."""
        return "xid8"

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> int | None:
        """Read what the driver hands over as text."""
        return None if value is None else int(value)

    def get_prep_value(self, value: Any) -> Any:
        """Write it as text, which xid8 is read from."""
        return None if value is None else str(value)


class PublicEvent(models.Model):
    """One change of what anybody may read. Append-only.

    Readers who follow the changes go by `(transaction, id)` and stop before the oldest transaction that is still
    open: neither `id` nor any clock tells in which order rows become visible, and a reader that went by them
    would miss what commits late.
    """

    class Kind(models.TextChoices):
        PUBLISHED = "published", "发布"  # a version became public
        WITHDRAWN = "withdrawn", "撤回"  # it was taken back
        UPDATED = "updated", "更新"  # what holds of it changed without a version: an approved change moved its times

    kind = models.CharField("事项", max_length=20, choices=Kind)
    announcement = models.ForeignKey(Announcement, models.PROTECT, related_name="events")
    # The version that became public; a withdrawal and an update have none.
    version = models.ForeignKey(AnnouncementVersion, models.PROTECT, null=True, related_name="events")
    happened_at = models.DateTimeField("时间")
    transaction = TransactionIdField(db_default=Func(function="pg_current_xact_id"), editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "公开事项"
        indexes = [models.Index(fields=["transaction", "id"], name="public_event_order")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.announcement_id}"
