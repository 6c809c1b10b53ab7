"""Announcements can be listed by town."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("announcements", "0014_subscriptions")]

    operations = [
        migrations.AddField(
            "announcement",
            "town",
            models.CharField("乡镇（街道）", max_length=20, blank=True, default=""),
        ),
    ]
