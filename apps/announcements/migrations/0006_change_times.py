"""The times that agencies confirm for changes, and what the center decides of them."""

import django.core.serializers.json
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from apps.core.append_only import guard


class Migration(migrations.Migration):
    dependencies = [
        ("announcements", "0005_publications"),
        ("tender_planning", "0009_result_periods"),
        ("core", "0002_append_only_history"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ChangeReview",
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
                    "reviewer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="审核人",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="change_reviews",
                        to="announcements.announcementversion",
                        verbose_name="公告版本",
                    ),
                ),
            ],
            options={
                "verbose_name": "变更审核",
                "verbose_name_plural": "变更审核",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("version", "revision"),
                        name="change_decided_once",
                        violation_error_message="这次提交已有审核结论。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decision", "returned"), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="returned_change_has_reason",
                        violation_error_message="退回必须写明原因。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ChangeTimes",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("documents_until", models.DateTimeField(blank=True, null=True, verbose_name="文件获取截止时间")),
                ("question_deadline", models.DateTimeField(blank=True, null=True, verbose_name="提出疑问截止时间")),
                ("bid_deadline", models.DateTimeField(blank=True, null=True, verbose_name="投标（响应）截止时间")),
                ("opening_at", models.DateTimeField(blank=True, null=True, verbose_name="开标（开启）时间")),
                ("opening_place", models.CharField(blank=True, max_length=200, verbose_name="开标（开启）地点")),
                ("evaluation_at", models.DateTimeField(blank=True, null=True, verbose_name="评标（评审）时间")),
                (
                    "suggested",
                    models.JSONField(
                        default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder, verbose_name="自动填写"
                    ),
                ),
                ("is_postponed", models.BooleanField(default=False, verbose_name="延期")),
                (
                    "alters_documents",
                    models.BooleanField(default=False, verbose_name="招标（采购）文件的其他内容也要修改"),
                ),
                (
                    "unaffected_reason",
                    models.CharField(blank=True, max_length=500, verbose_name="不影响投标（响应）文件编制的理由"),
                ),
                ("revision", models.PositiveIntegerField(default=0, verbose_name="修订号")),
                ("changed_at", models.DateTimeField(verbose_name="最近修改时间")),
                ("submitted_at", models.DateTimeField(null=True, verbose_name="提交时间")),
                (
                    "announcement",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="change_times",
                        to="announcements.announcement",
                        verbose_name="变更公告",
                    ),
                ),
                (
                    "changed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="修改人",
                    ),
                ),
                (
                    "evaluation_room",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tender_planning.room",
                        verbose_name="评标场所",
                    ),
                ),
                (
                    "opening_room",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tender_planning.room",
                        verbose_name="开标场所",
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
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="announcements.announcementversion",
                        verbose_name="公告版本",
                    ),
                ),
            ],
            options={
                "verbose_name": "变更公告",
                "verbose_name_plural": "变更公告审核",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("submitted_at", None), ("submitted_by", None)),
                            models.Q(("submitted_at__isnull", False), ("submitted_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="submission_has_person",
                        violation_error_message="提交的变更时间必须有提交人和提交时间。",
                    )
                ],
            },
        ),
        guard("announcements_changereview"),
    ]
