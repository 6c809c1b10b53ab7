"""What announcements are found by: characters, pairs and runs of them, a few properties, and an amount."""

from django.db import migrations, models
from django.db.models.functions import Coalesce

from apps.announcements.token_field import TokensField
from apps.core.fields import NormDecimalField

# The properties are named as `apps.announcements.searching.facet` names them.
TOKENS = migrations.RunSQL(
    sql="""
        CREATE FUNCTION announcement_tokens(
            search_text text, type text, method text, kind text, first_published_at timestamptz
        ) RETURNS tsvector LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
            SELECT array_to_tsvector(
                characters
                || array(
                    SELECT a || b FROM unnest(characters, characters[2:]) AS pairs (a, b) WHERE b IS NOT NULL
                )
                -- What is as many bytes as characters is ASCII.
                || array(
                    SELECT a || b || c || d
                    FROM unnest(characters, characters[2:], characters[3:], characters[4:]) AS runs (a, b, c, d)
                    WHERE octet_length(a || b || c || d) = 4
                )
                || ARRAY[
                    'type=' || type,
                    'method=' || method,
                    'kind=' || kind,
                    'month=' || (extract(year FROM day) * 12 + extract(month FROM day))::integer
                ]
            )
            FROM (SELECT string_to_array(search_text, NULL), first_published_at AT TIME ZONE 'UTC')
                AS given (characters, day)
        $$
    """,
    reverse_sql="DROP FUNCTION announcement_tokens(text, text, text, text, timestamptz)",
)

# Beside the row and uncompressed: lists read rows and not texts, searches look into a thousand texts at once.
TEXTS_BESIDE_ROWS = migrations.RunSQL(
    sql="ALTER TABLE announcements_announcement ALTER COLUMN search_text SET STORAGE EXTERNAL",
    reverse_sql="ALTER TABLE announcements_announcement ALTER COLUMN search_text SET STORAGE EXTENDED",
)


class Migration(migrations.Migration):
    dependencies = [("announcements", "0007_searched_texts")]

    operations = [
        TEXTS_BESIDE_ROWS,
        TOKENS,
        migrations.AddField(
            model_name="announcement",
            name="search_tokens",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.Func(
                    models.F("search_text"),
                    models.F("type"),
                    models.F("method"),
                    models.F("kind"),
                    models.F("first_published_at"),
                    function="announcement_tokens",
                ),
                output_field=TokensField(),
                verbose_name="检索词",
            ),
        ),
        migrations.AddField(
            model_name="announcement",
            name="worth",
            field=models.GeneratedField(
                db_persist=True,
                expression=Coalesce("amount", "budget"),
                output_field=NormDecimalField(decimal_places=6, max_digits=20, null=True),
                verbose_name="金额（元）",
            ),
        ),
        migrations.AlterModelOptions(
            name="announcement",
            options={
                "base_manager_name": "objects",
                "verbose_name": "公告",
                "verbose_name_plural": "公告",
            },
        ),
    ]
