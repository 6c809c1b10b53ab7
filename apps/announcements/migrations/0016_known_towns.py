"""The announcements that were there before know their towns too.

Batch by batch, each of its own transaction, so that nobody waits long for a row; broken off, it goes on when it is
run again. Every row moves, and with it all its tokens in the index: meanwhile they are collected and put there many
at a time, which takes a fifth of the time. See docs/benchmarks.md for how long.
"""

from django.db import migrations
from rich.console import Console
from rich.progress import track

ROWS_AT_ONCE = 1000
FILL = """
UPDATE announcements_announcement AS announcement SET town = named.town
FROM (
    SELECT id, coalesce(substring(title FROM pattern), substring(purchaser_name FROM pattern)) AS town
    FROM announcements_announcement,
    (VALUES ('(释之|凤瑞|城关|券桥|独树|博望|拐河|小史店|赵河|广阳|杨楼|清河|四里店|古庄店|柳河|杨集|二郎庙|袁店)'
             '(?:回族)?(?:乡|镇|街道)')) AS names (pattern)
    WHERE id BETWEEN %s AND %s
) AS named
WHERE named.id = announcement.id AND named.town <> announcement.town
"""


def fill(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(min(id), 1), coalesce(max(id), 0) FROM announcements_announcement")
        first, last = cursor.fetchone()
        starts = range(first, last + 1, ROWS_AT_ONCE)
        if not starts:
            return
        cursor.execute("ALTER INDEX announcement_tokens SET (fastupdate = on)")
        try:
            for start in track(starts, description="乡镇（街道）", console=Console(stderr=True)):
                cursor.execute(FILL, [start, start + ROWS_AT_ONCE - 1])
        finally:
            cursor.execute("ALTER INDEX announcement_tokens SET (fastupdate = off)")
            cursor.execute("SELECT gin_clean_pending_list('announcement_tokens')")


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("announcements", "0015_towns")]

    # Going back, the values go with their column.
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
