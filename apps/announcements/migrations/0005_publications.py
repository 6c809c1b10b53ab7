"""Versions that were public already have been so since they came."""

from django.db import migrations
from django.db.models import F


def note_publications(apps, schema_editor):
    version_model = apps.get_model("announcements", "AnnouncementVersion")
    publication_model = apps.get_model("announcements", "Publication")
    public = version_model.objects.filter(
        received_at__gte=F("announcement__published_at"), publication__isnull=True
    ).order_by("pk")
    publication_model.objects.bulk_create(
        (
            publication_model(version_id=pk, published_at=received_at)
            for pk, received_at in public.values_list("pk", "received_at").iterator()
        ),
        batch_size=1000,
    )


class Migration(migrations.Migration):
    dependencies = [("announcements", "0004_every_type")]

    # Going back, the rows go with their table.
    operations = [migrations.RunPython(note_publications, migrations.RunPython.noop)]
