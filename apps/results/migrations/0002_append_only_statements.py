"""What a version of an announcement said is never changed afterwards."""

from django.db import migrations

from apps.core.append_only import guard

STATEMENTS = ("award", "awarditem", "committeename", "agencyfee", "lotfailure", "lotcontract")


class Migration(migrations.Migration):
    dependencies = [("results", "0001_initial"), ("core", "0002_append_only_history")]

    operations = [guard(f"results_{table}") for table in STATEMENTS]
