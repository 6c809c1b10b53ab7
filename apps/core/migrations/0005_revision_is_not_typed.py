from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0004_schedules_topic"),
    ]

    operations = [
        migrations.AlterField(
            model_name="calendarnotice",
            name="revision",
            field=models.PositiveIntegerField(default=1, editable=False, verbose_name="修订号"),
        ),
    ]
