"""The public lists show what is published: by publication, newest first, and by deadline."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("announcements", "0002_append_only_versions")]

    operations = [
        migrations.RemoveIndex(model_name="announcement", name="announcement_column"),
        migrations.AddIndex(
            model_name="announcement",
            index=models.Index(
                condition=models.Q(("status", "published")),
                fields=["-first_published_at", "-id"],
                name="announcement_newest",
            ),
        ),
        migrations.AddIndex(
            model_name="announcement",
            index=models.Index(
                condition=models.Q(("status", "published")),
                fields=["bid_deadline", "id"],
                name="announcement_closing",
            ),
        ),
    ]
