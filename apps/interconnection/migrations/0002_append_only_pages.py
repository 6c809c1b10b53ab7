"""What came over the wire can only grow."""

from django.db import migrations

from apps.core.append_only import guard


class Migration(migrations.Migration):
    dependencies = [("interconnection", "0001_initial"), ("core", "0002_append_only_history")]

    operations = [guard("interconnection_inboundpage")]
