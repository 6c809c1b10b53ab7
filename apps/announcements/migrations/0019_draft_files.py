"""Announcements that are drafted here have files: of a draft, and attachments without an id of the province's."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

import apps.announcements.models.draft_files


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("announcements", "0018_long_cursors"),
    ]

    operations = [
        migrations.CreateModel(
            name="DraftFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120, verbose_name="文件名")),
                ("size", models.PositiveBigIntegerField(verbose_name="大小")),
                ("media_type", models.CharField(max_length=100, verbose_name="类型")),
                ("sm3", models.CharField(max_length=64, verbose_name="SM3")),
                (
                    "file",
                    models.FileField(max_length=200, upload_to=apps.announcements.models.draft_files.draft_file_path),
                ),
                ("uploaded_at", models.DateTimeField(verbose_name="上传时间")),
                (
                    "draft",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="files",
                        to="announcements.announcementdraft",
                        verbose_name="拟定的公告",
                    ),
                ),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="上传人",
                    ),
                ),
            ],
            options={
                "verbose_name": "拟定公告附件",
                "verbose_name_plural": "拟定公告附件",
                "ordering": ["pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="draftfile",
            constraint=models.UniqueConstraint(
                fields=("draft", "sm3"),
                name="draft_file_once",
                violation_error_message="同一份文件已经上传过了。",
            ),
        ),
        migrations.AddConstraint(
            model_name="draftfile",
            constraint=models.UniqueConstraint(
                fields=("draft", "name"),
                name="draft_file_name_once",
                violation_error_message="已有同名的附件。",
            ),
        ),
        migrations.AlterField(
            model_name="attachment",
            name="province_id",
            field=models.CharField(blank=True, max_length=64, verbose_name="省系统附件编号"),
        ),
        migrations.AddConstraint(
            model_name="attachment",
            constraint=models.CheckConstraint(
                condition=~Q(province_id="") | Q(status="stored"),
                name="local_attachment_is_stored",
                violation_error_message="在本平台上传的附件必须有文件。",
            ),
        ),
    ]
