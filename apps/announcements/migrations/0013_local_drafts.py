"""Announcements of projects without a plan are drafted here."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("announcements", "0012_page_files")]

    operations = []
