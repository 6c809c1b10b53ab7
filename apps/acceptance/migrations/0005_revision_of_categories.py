from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("acceptance", "0004_version_occasion"),
    ]

    operations = [
        migrations.AddField(
            model_name="category",
            name="revision",
            field=models.PositiveIntegerField(default=1, editable=False, verbose_name="修订号"),
        ),
    ]
