"""What became public or was taken back before events were written down has its events too."""

from django.db import migrations

from apps.core.append_only import guard

FILL = """
INSERT INTO announcements_publicevent (kind, announcement_id, version_id, happened_at)
SELECT kind, announcement_id, version_id, happened_at FROM (
    SELECT 'published' AS kind, version.announcement_id, version.id AS version_id, publication.published_at AS happened_at
    FROM announcements_publication AS publication
    JOIN announcements_announcementversion AS version ON version.id = publication.version_id
    UNION ALL
    SELECT 'withdrawn', id, NULL, withdrawn_at FROM announcements_announcement
    WHERE withdrawn_at IS NOT NULL AND published_at IS NOT NULL
) AS earlier
ORDER BY happened_at, announcement_id, version_id NULLS LAST
"""


class Migration(migrations.Migration):
    dependencies = [("announcements", "0010_origin_and_events")]

    # Going back, the rows go with their table.
    operations = [
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        guard("announcements_publicevent"),
    ]
