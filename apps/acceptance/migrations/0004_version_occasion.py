"""Why a version is there; those that exist were submitted."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("acceptance", "0003_categories")]

    operations = [
        migrations.AddField(
            model_name="projectversion",
            name="occasion",
            field=models.CharField(
                choices=[("submission", "送审"), ("setup_change", "立项信息变更")],
                default="submission",
                max_length=20,
                verbose_name="缘由",
            ),
        ),
        migrations.AlterField(
            model_name="projectversion",
            name="version",
            field=models.PositiveIntegerField(verbose_name="版本"),
        ),
        migrations.AlterModelOptions(
            name="projectversion",
            options={"ordering": ["version"], "verbose_name": "项目版本", "verbose_name_plural": "项目版本"},
        ),
    ]
