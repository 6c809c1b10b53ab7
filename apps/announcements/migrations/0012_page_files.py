"""What the files of the public pages hold, and what has to be made anew."""

import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("announcements", "0011_earlier_events")]

    operations = [
        migrations.CreateModel(
            name="PageRound",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("check", "核对"), ("look", "更新外观")],
                        max_length=20,
                        unique=True,
                        verbose_name="种类",
                    ),
                ),
                ("stage", models.CharField(blank=True, default="", max_length=20, verbose_name="步骤")),
                ("cursor", models.CharField(blank=True, default="", max_length=500, verbose_name="位置")),
                ("look", models.CharField(blank=True, default="", max_length=16, verbose_name="外观")),
                ("done", models.PositiveBigIntegerField(default=0, verbose_name="已完成")),
                ("total", models.PositiveBigIntegerField(default=0, verbose_name="总数")),
                ("faults", models.PositiveBigIntegerField(default=0, verbose_name="不一致")),
                ("started_at", models.DateTimeField(null=True, verbose_name="开始时间")),
                ("finished_at", models.DateTimeField(null=True, verbose_name="完成时间")),
            ],
            options={
                "verbose_name": "页面巡检",
                "verbose_name_plural": "页面巡检",
            },
        ),
        migrations.CreateModel(
            name="PageFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("path", models.CharField(max_length=300, unique=True, verbose_name="地址")),
                (
                    "subject",
                    models.CharField(
                        choices=[
                            ("project", "项目"),
                            ("print", "PDF和分享图片"),
                            ("site", "首页和栏目"),
                            ("map", "站点地图"),
                        ],
                        max_length=20,
                        verbose_name="对象",
                    ),
                ),
                ("key", models.PositiveBigIntegerField(default=0, verbose_name="编号")),
                ("sha256", models.CharField(max_length=64, verbose_name="SHA-256")),
                ("size", models.PositiveBigIntegerField(verbose_name="大小")),
                ("rendered_at", models.DateTimeField(verbose_name="生成时间")),
                ("holds_until", models.DateTimeField(null=True, verbose_name="有效期至")),
                ("look", models.CharField(max_length=16, verbose_name="外观")),
            ],
            options={
                "verbose_name": "页面文件",
                "verbose_name_plural": "页面文件",
                "indexes": [
                    models.Index(fields=["subject", "key"], name="page_file_subject"),
                    models.Index(
                        condition=models.Q(("holds_until__isnull", False)),
                        fields=["holds_until"],
                        name="page_file_clock",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PageOrder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "subject",
                    models.CharField(
                        choices=[
                            ("project", "项目"),
                            ("print", "PDF和分享图片"),
                            ("site", "首页和栏目"),
                            ("map", "站点地图"),
                        ],
                        max_length=20,
                        verbose_name="对象",
                    ),
                ),
                ("key", models.PositiveBigIntegerField(default=0, verbose_name="编号")),
                (
                    "marked_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), verbose_name="登记时间"
                    ),
                ),
                (
                    "due_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), null=True, verbose_name="最早生成时间"
                    ),
                ),
                ("attempts", models.PositiveIntegerField(default=0, verbose_name="已尝试次数")),
                ("last_error", models.TextField(blank=True, default="", verbose_name="最近一次未成功的原因")),
            ],
            options={
                "verbose_name": "公开页面",
                "verbose_name_plural": "公开页面",
                "indexes": [
                    models.Index(fields=["subject", "key"], name="page_order_subject"),
                    models.Index(fields=["due_at"], name="page_order_due"),
                ],
            },
        ),
    ]
