"""What is searched, for the announcements that are here already."""

from django.db import migrations

FILL = """
    UPDATE announcements_announcement AS announcement
    SET search_text = lower(normalize(concat_ws(
        E'\\n', announcement.title, project.project_no, announcement.purchaser_name, announcement.agency_name
    ), NFKC))
    FROM acceptance_project AS project
    WHERE project.id = announcement.project_id
"""


class Migration(migrations.Migration):
    dependencies = [("announcements", "0004_search_text")]

    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
