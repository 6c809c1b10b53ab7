"""A template for each of the six methods; from here on the center's administrators keep them."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from apps.tender_planning.documents.shipped_templates import shipped_templates


def load(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    template_model = apps.get_model("tender_planning", "DocumentTemplate")
    chapter_model = apps.get_model("tender_planning", "TemplateChapter")
    for shipped in shipped_templates():
        template = template_model.objects.create(
            name=shipped.name, method=shipped.method, document_title=shipped.document_title
        )
        chapter_model.objects.bulk_create(
            chapter_model(
                template=template,
                position=position,
                level=chapter.level,
                title=chapter.title,
                body_html=chapter.body_html,
                is_required=chapter.is_required,
            )
            for position, chapter in enumerate(shipped.chapters, start=1)
        )


class Migration(migrations.Migration):
    dependencies = [("tender_planning", "0006_check_templates")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
