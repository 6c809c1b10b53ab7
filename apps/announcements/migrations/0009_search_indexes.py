"""Searches by tokens and filters by amount have their indexes; the one of trigrams served long words only."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models

IN_FORCE = models.Q(published_at__isnull=False, withdrawn_at__isnull=True)


class Migration(migrations.Migration):
    # The site stays open while they are built.
    atomic = False

    dependencies = [("announcements", "0008_search_columns")]

    operations = [
        AddIndexConcurrently(
            "announcement",
            GinIndex(condition=IN_FORCE, fastupdate=False, fields=["search_tokens"], name="announcement_tokens"),
        ),
        AddIndexConcurrently(
            "announcement",
            models.Index(condition=IN_FORCE, fields=["worth"], name="announcement_worth"),
        ),
        RemoveIndexConcurrently("announcement", "announcement_words"),
    ]
