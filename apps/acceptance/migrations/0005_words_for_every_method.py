"""Tenders are answered by 投标, the other methods by 响应: the labels fit both."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("acceptance", "0004_plan_texts_as_long_as_the_wire")]

    operations = [
        migrations.AlterField(
            model_name="project",
            name="accepts_consortium",
            field=models.BooleanField(default=False, verbose_name="接受联合体"),
        ),
        migrations.AlterField(
            model_name="project",
            name="is_encrypted",
            field=models.BooleanField(default=True, verbose_name="投标（响应）文件加密"),
        ),
    ]
