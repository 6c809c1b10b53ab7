from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("announcements", "0003_index_public_lists")]

    operations = [
        migrations.AddField(
            model_name="announcement",
            name="search_text",
            field=models.TextField(default="", editable=False, verbose_name="检索文字"),
            preserve_default=False,
        ),
    ]
