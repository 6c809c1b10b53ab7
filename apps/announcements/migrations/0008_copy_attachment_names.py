"""The versions that are here already name their attachments as they were first named, in their order."""

from django.db import migrations

COPY = """
    INSERT INTO announcements_attachmentreference (version_id, attachment_id, position, name, media_type)
    SELECT link.announcementversion_id, link.attachment_id,
           row_number() OVER (PARTITION BY link.announcementversion_id ORDER BY link.id),
           attachment.name, attachment.media_type
    FROM announcements_announcementversion_attachments AS link
    JOIN announcements_attachment AS attachment ON attachment.id = link.attachment_id
    ORDER BY link.id
"""


class Migration(migrations.Migration):
    dependencies = [("announcements", "0007_attachment_reference")]

    operations = [migrations.RunSQL(COPY, migrations.RunSQL.noop)]
