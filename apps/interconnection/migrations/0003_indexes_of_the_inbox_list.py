"""The center's list of records goes by key and is searched by beginnings, however many there are."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

UNSETTLED = models.Q(status__in=["received", "waiting", "parked"])


class Migration(migrations.Migration):
    # Records go on coming in while they are built.
    atomic = False

    dependencies = [("interconnection", "0002_append_only_pages")]

    operations = [
        AddIndexConcurrently("inboundrecord", models.Index(fields=["received_at", "id"], name="inbox_list")),
        AddIndexConcurrently(
            "inboundrecord",
            models.Index(condition=UNSETTLED, fields=["received_at", "id"], name="inbox_open"),
        ),
        AddIndexConcurrently(
            "inboundrecord",
            models.Index(fields=["key"], name="inbox_key_start", opclasses=["varchar_pattern_ops"]),
        ),
        AddIndexConcurrently(
            "inboundrecord",
            models.Index(fields=["waits_for"], name="inbox_waits_for_start", opclasses=["varchar_pattern_ops"]),
        ),
    ]
