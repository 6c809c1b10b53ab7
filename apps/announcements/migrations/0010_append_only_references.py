"""What a version named its attachments can only grow."""

from django.db import migrations

from apps.core.append_only import guard


class Migration(migrations.Migration):
    dependencies = [("announcements", "0009_attachments_by_reference")]

    operations = [guard("announcements_attachmentreference")]
