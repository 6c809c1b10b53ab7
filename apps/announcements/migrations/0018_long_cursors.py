"""A file that is no page's may have a name of any length."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("announcements", "0017_town_index")]

    operations = [
        migrations.AlterField(
            model_name="pageround",
            name="cursor",
            field=models.TextField(blank=True, default="", verbose_name="位置"),
        ),
    ]
