"""The reasons of earlier withdrawals stand in the history of the announcement."""

from django.db import migrations

KNOWN = """
    UPDATE announcements_announcement AS announcement SET withdrawal_reason = told.reason
    FROM (
        SELECT DISTINCT ON (subject_id) subject_id, reason FROM core_statuschange
        WHERE subject_type = 'announcements.announcement' AND new_status = 'withdrawn'
        ORDER BY subject_id, id DESC
    ) AS told
    WHERE told.subject_id = announcement.id AND announcement.origin = 'local'
        AND announcement.published_at IS NOT NULL AND announcement.withdrawn_at IS NOT NULL
"""


class Migration(migrations.Migration):
    dependencies = [
        ("announcements", "0020_withdrawal_reasons"),
        ("core", "0002_append_only_history"),
    ]

    operations = [migrations.RunSQL(KNOWN, migrations.RunSQL.noop)]
