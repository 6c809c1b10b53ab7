"""The list of a town has its index."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    # The site stays open while it is built.
    atomic = False

    dependencies = [("announcements", "0016_known_towns")]

    operations = [
        AddIndexConcurrently(
            "announcement",
            models.Index(
                fields=["town", "-first_published_at", "-id"],
                name="announcement_town",
                condition=models.Q(("published_at__isnull", False), ("withdrawn_at__isnull", True))
                & ~models.Q(town=""),
            ),
        ),
    ]
