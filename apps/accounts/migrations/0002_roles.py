"""The roles, as groups."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

ROLES = ["agency_staff", "center_reviewer", "center_administrator", "supervisor"]


def create_roles(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Create the group of each role."""
    group = apps.get_model("auth", "Group")
    for name in ROLES:
        group.objects.get_or_create(name=name)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial"), ("auth", "0012_alter_user_first_name_max_length")]

    # Going back leaves the groups: users may hold them.
    operations = [migrations.RunPython(create_roles, migrations.RunPython.noop)]
