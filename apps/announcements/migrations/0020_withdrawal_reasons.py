"""The public is told why the center took an announcement back."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("announcements", "0019_draft_files")]

    operations = [
        migrations.AddField(
            model_name="announcement",
            name="withdrawal_reason",
            field=models.TextField(blank=True, default="", max_length=2000, verbose_name="撤回原因"),
        ),
    ]
