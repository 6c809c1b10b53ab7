"""Exceptions say which breach they cover, and rows that the center keeps have a revision.

Exceptions that were entered before did not keep the sentence: they cover nothing until they are entered anew.
"""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tender_planning", "0009_result_periods"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="ruleexception",
            name="exception_once",
        ),
        migrations.AddField(
            model_name="brandword",
            name="revision",
            field=models.PositiveIntegerField(default=1, editable=False, verbose_name="修订号"),
        ),
        migrations.AddField(
            model_name="checktemplate",
            name="revision",
            field=models.PositiveIntegerField(default=1, editable=False, verbose_name="修订号"),
        ),
        migrations.AddField(
            model_name="room",
            name="revision",
            field=models.PositiveIntegerField(default=1, editable=False, verbose_name="修订号"),
        ),
        migrations.AddField(
            model_name="ruleexception",
            name="breach",
            field=models.CharField(default="", max_length=500, verbose_name="例外的事项"),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="ruleexception",
            constraint=models.UniqueConstraint(
                fields=("planning", "code", "place", "breach"),
                name="exception_once",
                violation_error_message="该事项已填写过例外说明。",
            ),
        ),
    ]
