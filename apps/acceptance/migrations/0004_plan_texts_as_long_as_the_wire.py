"""Whatever length of text a plan may bring over the wire has room in the plan, the project and the lot."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("acceptance", "0003_categories")]

    operations = [
        migrations.AlterField(
            model_name="procurementplan",
            name="region_code",
            field=models.CharField(max_length=64, verbose_name="行政区划"),
        ),
        migrations.AlterField(
            model_name="procurementplan",
            name="fund_source",
            field=models.CharField(blank=True, max_length=2000, verbose_name="资金来源"),
        ),
        migrations.AlterField(
            model_name="planitem",
            name="unit",
            field=models.CharField(max_length=200, verbose_name="单位"),
        ),
        migrations.AlterField(
            model_name="project",
            name="fund_source",
            field=models.CharField(blank=True, max_length=2000, verbose_name="资金来源"),
        ),
        migrations.AlterField(
            model_name="lot",
            name="unit",
            field=models.CharField(blank=True, max_length=200, verbose_name="单位"),
        ),
    ]
