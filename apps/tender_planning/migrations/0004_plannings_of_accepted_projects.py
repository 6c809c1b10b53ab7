"""Projects that were accepted before there were preparations get theirs."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def begin(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    project_model = apps.get_model("acceptance", "Project")
    planning_model = apps.get_model("tender_planning", "Planning")
    setup_model = apps.get_model("tender_planning", "ProjectSetup")
    for project in project_model.objects.filter(accepted_at__isnull=False).order_by("pk").iterator():
        planning = planning_model.objects.create(project=project, status="locked", begun_at=project.accepted_at)
        setup_model.objects.create(planning=planning)


class Migration(migrations.Migration):
    dependencies = [
        ("tender_planning", "0003_append_only_versions"),
        ("acceptance", "0003_categories"),
    ]

    # Going back leaves the preparations: their tables go with the first migration.
    operations = [migrations.RunPython(begin, migrations.RunPython.noop)]
