"""What arrived can only grow."""

from django.db import migrations

from apps.core.append_only import guard


class Migration(migrations.Migration):
    dependencies = [("announcements", "0001_initial"), ("core", "0002_append_only_history")]

    operations = [guard("announcements_announcementversion"), guard("announcements_attachmentreference")]
