"""The reference takes the place of the nameless link."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("announcements", "0008_copy_attachment_names")]

    operations = [
        migrations.RemoveField(model_name="announcementversion", name="attachments"),
        migrations.AddField(
            model_name="announcementversion",
            name="attachments",
            field=models.ManyToManyField(
                related_name="versions",
                through="announcements.AttachmentReference",
                to="announcements.attachment",
                verbose_name="附件",
            ),
        ),
    ]
