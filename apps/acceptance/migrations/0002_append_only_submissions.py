"""What was submitted and decided can only grow."""

from django.db import migrations

from apps.core.append_only import guard


class Migration(migrations.Migration):
    dependencies = [("acceptance", "0001_initial"), ("core", "0002_append_only_history")]

    operations = [guard("acceptance_projectversion"), guard("acceptance_review")]
