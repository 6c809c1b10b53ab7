"""Readers are told by e-mail of what a search finds."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("announcements", "0013_local_drafts")]

    operations = []
