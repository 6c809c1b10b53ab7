"""Searches go through the text and the number of an announcement too."""

from django.db import migrations

from apps.announcements.plain_text import lines_of
from apps.announcements.searching import searchable


def add_texts(apps, schema_editor):
    announcement_model = apps.get_model("announcements", "Announcement")
    version_model = apps.get_model("announcements", "AnnouncementVersion")
    for announcement in announcement_model.objects.order_by("pk").only("announcement_no", "search_text").iterator():
        versions = version_model.objects.filter(announcement=announcement.pk).order_by("-version")
        # Of what was never public the newest version stands in the row.
        shown = versions.filter(publication__isnull=False).first() or versions.first()
        if shown is not None:
            announcement.search_text = searchable(
                announcement.search_text, announcement.announcement_no, *lines_of(shown.body_safe)
            )
            announcement.save(update_fields=["search_text"])


class Migration(migrations.Migration):
    dependencies = [("announcements", "0006_change_times")]

    # Going back, what was added is found too and does no harm.
    operations = [migrations.RunPython(add_texts, migrations.RunPython.noop)]
