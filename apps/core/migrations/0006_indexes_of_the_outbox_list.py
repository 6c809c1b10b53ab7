"""The center's list of messages goes by key and is searched by beginnings, however many there are."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

UNDELIVERED = models.Q(status__in=["waiting", "parked"])


class Migration(migrations.Migration):
    # Messages go on being sent while they are built.
    atomic = False

    dependencies = [("core", "0005_revision_is_not_typed")]

    operations = [
        AddIndexConcurrently("outboxmessage", models.Index(fields=["enqueued_at", "id"], name="outbox_list")),
        AddIndexConcurrently(
            "outboxmessage",
            models.Index(condition=UNDELIVERED, fields=["enqueued_at", "id"], name="outbox_open"),
        ),
        AddIndexConcurrently(
            "outboxmessage",
            models.Index(fields=["subject_key"], name="outbox_subject_start", opclasses=["varchar_pattern_ops"]),
        ),
        AddIndexConcurrently(
            "outboxmessage",
            models.Index(fields=["receipt"], name="outbox_receipt_start", opclasses=["varchar_pattern_ops"]),
        ),
    ]
