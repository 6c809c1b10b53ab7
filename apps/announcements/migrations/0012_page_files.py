"""What the files of the public pages hold."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("announcements", "0011_earlier_events")]

    operations = []
