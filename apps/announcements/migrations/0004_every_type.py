"""Announcements of every type: what they follow, what they come to, and since when a version is public."""

import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models

import apps.core.fields
from apps.core.append_only import guard


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0002_append_only_history"),
        ("acceptance", "0004_version_occasion"),
        ("announcements", "0003_unlock_plannings"),
    ]

    operations = [
        migrations.CreateModel(
            name="Publication",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("published_at", models.DateTimeField(verbose_name="公开时间")),
            ],
            options={
                "verbose_name": "公告公开记录",
                "verbose_name_plural": "公告公开记录",
            },
        ),
        migrations.RemoveConstraint(
            model_name="announcement",
            name="published_has_time",
        ),
        migrations.RemoveIndex(
            model_name="announcement",
            name="announcement_newest",
        ),
        migrations.RemoveIndex(
            model_name="announcement",
            name="announcement_closing",
        ),
        migrations.RemoveIndex(
            model_name="announcement",
            name="announcement_words",
        ),
        migrations.AddField(
            model_name="announcement",
            name="amount",
            field=apps.core.fields.NormDecimalField(
                decimal_places=6, max_digits=20, null=True, verbose_name="成交或合同金额（元）"
            ),
        ),
        migrations.AddField(
            model_name="announcement",
            name="corrects_no",
            field=models.CharField(blank=True, max_length=64, verbose_name="所更正的公告编号"),
        ),
        migrations.AddField(
            model_name="announcement",
            name="follows",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="followers",
                to="announcements.announcement",
                verbose_name="原公告",
            ),
        ),
        migrations.AddField(
            model_name="announcementversion",
            name="corrects_no",
            field=models.CharField(blank=True, default="", max_length=64, verbose_name="所更正的公告编号"),
        ),
        migrations.AlterField(
            model_name="announcement",
            name="bid_deadline",
            field=models.DateTimeField(null=True, verbose_name="投标截止时间"),
        ),
        migrations.AlterField(
            model_name="announcement",
            name="budget",
            field=apps.core.fields.NormDecimalField(
                decimal_places=6, max_digits=20, null=True, verbose_name="预算金额（元）"
            ),
        ),
        migrations.AlterField(
            model_name="announcement",
            name="status",
            field=models.CharField(
                choices=[
                    ("received", "已接收"),
                    ("awaiting_times", "待填时间"),
                    ("awaiting_review", "待审核"),
                    ("returned", "已退回"),
                    ("published", "已发布"),
                    ("withdrawn", "已撤回"),
                ],
                default="received",
                max_length=20,
                verbose_name="状态",
            ),
        ),
        migrations.AlterField(
            model_name="announcement",
            name="type",
            field=models.CharField(
                choices=[
                    ("tender", "采购公告"),
                    ("change", "变更公告"),
                    ("result", "结果公告"),
                    ("result_correction", "结果更正公告"),
                    ("termination", "终止公告"),
                    ("contract", "合同公告"),
                ],
                max_length=30,
                verbose_name="公告类型",
            ),
        ),
        migrations.AddIndex(
            model_name="announcement",
            index=models.Index(
                condition=models.Q(("published_at__isnull", False), ("withdrawn_at__isnull", True)),
                fields=["-first_published_at", "-id"],
                name="announcement_newest",
            ),
        ),
        migrations.AddIndex(
            model_name="announcement",
            index=models.Index(
                condition=models.Q(("published_at__isnull", False), ("withdrawn_at__isnull", True)),
                fields=["type", "-first_published_at", "-id"],
                name="announcement_column",
            ),
        ),
        migrations.AddIndex(
            model_name="announcement",
            index=models.Index(
                condition=models.Q(("published_at__isnull", False), ("withdrawn_at__isnull", True)),
                fields=["bid_deadline", "id"],
                name="announcement_closing",
            ),
        ),
        migrations.AddIndex(
            model_name="announcement",
            index=django.contrib.postgres.indexes.GinIndex(
                condition=models.Q(("published_at__isnull", False), ("withdrawn_at__isnull", True)),
                fields=["search_text"],
                name="announcement_words",
                opclasses=["gin_trgm_ops"],
            ),
        ),
        migrations.AddConstraint(
            model_name="announcement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "published"), _negated=True), ("published_at__isnull", False), _connector="OR"
                ),
                name="published_has_time",
                violation_error_message="已发布的公告必须有发布时间。",
            ),
        ),
        migrations.AddField(
            model_name="publication",
            name="version",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="publication",
                to="announcements.announcementversion",
            ),
        ),
        guard("announcements_publication"),
    ]
