"""Announcements of projects without a plan are drafted here."""

import django.core.serializers.json
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from apps.core.append_only import guard


class Migration(migrations.Migration):
    dependencies = [
        ("acceptance", "0004_version_occasion"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("announcements", "0012_page_files"),
    ]

    operations = [
        migrations.CreateModel(
            name="AnnouncementDraft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "type",
                    models.CharField(
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
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "拟定中"),
                            ("awaiting_review", "待审核"),
                            ("returned", "已退回"),
                            ("handed_on", "已转时间核对"),
                            ("published", "已发布"),
                            ("cancelled", "已作废"),
                        ],
                        default="draft",
                        max_length=20,
                        verbose_name="状态",
                    ),
                ),
                ("title", models.CharField(blank=True, max_length=200, verbose_name="标题")),
                ("lot_nos", models.JSONField(default=list, verbose_name="标段号")),
                (
                    "content",
                    models.JSONField(
                        default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder, verbose_name="内容"
                    ),
                ),
                ("revision", models.PositiveIntegerField(default=1, verbose_name="修订号")),
                ("created_at", models.DateTimeField(verbose_name="拟定时间")),
                ("changed_at", models.DateTimeField(verbose_name="最近修改时间")),
                ("submitted_at", models.DateTimeField(null=True, verbose_name="提交时间")),
                (
                    "announcement",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="draft",
                        to="announcements.announcement",
                        verbose_name="公告",
                    ),
                ),
                (
                    "changed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="修改人",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="拟定人",
                    ),
                ),
                (
                    "follows",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="drafts_after",
                        to="announcements.announcement",
                        verbose_name="原公告",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="announcement_drafts",
                        to="acceptance.project",
                        verbose_name="项目",
                    ),
                ),
                (
                    "submitted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="提交人",
                    ),
                ),
            ],
            options={
                "verbose_name": "拟定的公告",
                "verbose_name_plural": "本平台公告审核",
            },
        ),
        migrations.CreateModel(
            name="DraftReview",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("revision", models.PositiveIntegerField(verbose_name="修订号")),
                (
                    "decision",
                    models.CharField(
                        choices=[("approved", "通过"), ("returned", "退回")], max_length=20, verbose_name="结论"
                    ),
                ),
                ("reason", models.TextField(blank=True, max_length=2000, verbose_name="原因")),
                (
                    "content",
                    models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder, verbose_name="内容"),
                ),
                ("sm3", models.CharField(max_length=64, verbose_name="内容SM3")),
                ("decided_at", models.DateTimeField(verbose_name="审核时间")),
                (
                    "draft",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reviews",
                        to="announcements.announcementdraft",
                        verbose_name="拟定的公告",
                    ),
                ),
                (
                    "reviewer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="审核人",
                    ),
                ),
            ],
            options={
                "verbose_name": "公告审核",
                "verbose_name_plural": "公告审核",
                "ordering": ["pk"],
            },
        ),
        migrations.AddIndex(
            model_name="announcementdraft",
            index=models.Index(
                condition=models.Q(("status", "awaiting_review")), fields=["submitted_at"], name="draft_queue"
            ),
        ),
        migrations.AddIndex(
            model_name="announcementdraft",
            index=models.Index(fields=["project", "-id"], name="draft_project"),
        ),
        migrations.AddConstraint(
            model_name="announcementdraft",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("status__in", ["draft", "awaiting_review", "returned"]), ("type__in", ["tender", "change"])
                ),
                fields=("project", "type"),
                name="one_open_draft",
                violation_error_message="本项目已有一份正在办理的同类公告。",
            ),
        ),
        migrations.AddConstraint(
            model_name="announcementdraft",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "awaiting_review"), _negated=True),
                    models.Q(("submitted_at__isnull", False), ("submitted_by__isnull", False)),
                    _connector="OR",
                ),
                name="submitted_draft_has_person",
                violation_error_message="提交审核的公告必须有提交人和提交时间。",
            ),
        ),
        migrations.AddConstraint(
            model_name="announcementdraft",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status__in", ["published", "handed_on"]), _negated=True),
                    ("announcement__isnull", False),
                    _connector="OR",
                ),
                name="published_draft_has_announcement",
                violation_error_message="已发布的公告必须有公告编号。",
            ),
        ),
        migrations.AddConstraint(
            model_name="draftreview",
            constraint=models.UniqueConstraint(
                fields=("draft", "revision"),
                name="draft_decided_once",
                violation_error_message="这次提交已有审核结论。",
            ),
        ),
        migrations.AddConstraint(
            model_name="draftreview",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decision", "returned"), _negated=True),
                    models.Q(("reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="returned_draft_has_reason",
                violation_error_message="退回必须写明原因。",
            ),
        ),
        guard("announcements_draftreview"),
    ]
