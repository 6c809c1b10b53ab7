"""The province is told the times of approved changes."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0003_official_calendar"),
    ]

    operations = [
        migrations.AlterField(
            model_name="outboxmessage",
            name="topic",
            field=models.CharField(
                choices=[("lots", "推送标段"), ("schedules", "回告变更时间")], max_length=30, verbose_name="事项"
            ),
        ),
    ]
