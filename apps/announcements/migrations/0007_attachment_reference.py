import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("announcements", "0006_index_search_text")]

    operations = [
        migrations.CreateModel(
            name="AttachmentReference",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveIntegerField(verbose_name="序号")),
                ("name", models.CharField(max_length=200, verbose_name="文件名")),
                ("media_type", models.CharField(max_length=200, verbose_name="类型")),
                (
                    "attachment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="references",
                        to="announcements.attachment",
                        verbose_name="附件",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="references",
                        to="announcements.announcementversion",
                    ),
                ),
            ],
            options={
                "verbose_name": "公告所列附件",
                "verbose_name_plural": "公告所列附件",
                "ordering": ["position"],
                "constraints": [
                    models.UniqueConstraint(fields=("version", "position"), name="reference_position_once")
                ],
            },
        ),
    ]
