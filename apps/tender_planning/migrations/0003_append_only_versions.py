"""What was issued can only grow."""

from django.db import migrations

from apps.core.append_only import guard


class Migration(migrations.Migration):
    dependencies = [("tender_planning", "0002_statutory_rules"), ("core", "0002_append_only_history")]

    operations = [guard("tender_planning_planningversion")]
