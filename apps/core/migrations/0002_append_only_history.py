"""History and audit trail can only grow."""

from django.db import migrations

from apps.core.append_only import CREATE_GUARD, guard


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]

    operations = [CREATE_GUARD, guard("core_statuschange"), guard("core_auditentry")]
