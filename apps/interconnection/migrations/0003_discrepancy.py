"""Room for what reconciliation finds, and for the single records that it fetches."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("interconnection", "0002_append_only_pages")]

    operations = [
        migrations.CreateModel(
            name="Discrepancy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "record_type",
                    models.CharField(
                        choices=[("plans", "采购计划"), ("announcements", "公告"), ("lots", "标段")],
                        max_length=20,
                        verbose_name="数据类别",
                    ),
                ),
                ("key", models.CharField(max_length=64, verbose_name="业务主键")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("missing_here", "本平台缺少"),
                            ("older_here", "本平台版本较旧"),
                            ("other_content", "同一版本内容不同"),
                            ("unknown_there", "省系统缺少"),
                        ],
                        max_length=20,
                        verbose_name="差异",
                    ),
                ),
                ("province_version", models.PositiveBigIntegerField(null=True, verbose_name="省系统版本")),
                ("province_digest", models.CharField(blank=True, max_length=64, verbose_name="省系统摘要")),
                ("our_version", models.PositiveBigIntegerField(null=True, verbose_name="本平台版本")),
                ("found_at", models.DateTimeField(verbose_name="发现时间")),
                ("mended_at", models.DateTimeField(null=True, verbose_name="恢复一致的时间")),
            ],
            options={
                "verbose_name": "对账差异",
                "verbose_name_plural": "对账差异",
                "indexes": [models.Index(fields=["-found_at", "-id"], name="discrepancy_newest_first")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=Q(("mended_at", None)), fields=("record_type", "key"), name="one_open_discrepancy"
                    )
                ],
            },
        ),
        migrations.AlterModelOptions(
            "feedcursor", {"verbose_name": "省系统连接", "verbose_name_plural": "省系统连接"}
        ),
        migrations.AddField(
            "feedcursor", "reconciled_at", models.DateTimeField(null=True, verbose_name="最近一次对账")
        ),
        migrations.AddField(
            "feedcursor",
            "reconcile_error",
            models.TextField(blank=True, default="", verbose_name="最近一次对账未完成的原因"),
            preserve_default=False,
        ),
        migrations.AddField(
            "inboundpage",
            "record_key",
            models.CharField(blank=True, default="", max_length=64, verbose_name="单独调取的业务主键"),
        ),
    ]
