"""The words of a search are found by their trigrams."""

import django.contrib.postgres.indexes
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("announcements", "0005_fill_search_text")]

    operations = [
        # Does nothing where the administrator of the database has provided it, and is not taken
        # back: others may use it by then.
        migrations.RunSQL("CREATE EXTENSION IF NOT EXISTS pg_trgm", migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name="announcement",
            index=django.contrib.postgres.indexes.GinIndex(
                condition=models.Q(("status", "published")),
                fields=["search_text"],
                name="announcement_words",
                opclasses=["gin_trgm_ops"],
            ),
        ),
    ]
