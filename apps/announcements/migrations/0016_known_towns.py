"""The announcements that were there before know their towns too."""

from django.db import migrations

FILL = """
UPDATE announcements_announcement SET town = named.town
FROM (
    SELECT id, coalesce(substring(title FROM pattern), substring(purchaser_name FROM pattern)) AS town
    FROM announcements_announcement,
    (VALUES ('(释之|凤瑞|城关|券桥|独树|博望|拐河|小史店|赵河|广阳|杨楼|清河|四里店|古庄店|柳河|杨集|二郎庙|袁店)'
             '(?:回族)?(?:乡|镇|街道)')) AS names (pattern)
) AS named
WHERE named.id = announcements_announcement.id AND named.town IS NOT NULL
"""


class Migration(migrations.Migration):
    dependencies = [("announcements", "0015_towns")]

    # Going back, the values go with their column.
    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
