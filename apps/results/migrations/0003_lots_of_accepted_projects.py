"""Lots that were accepted before there were results get theirs."""

from django.db import migrations


def begin(apps, schema_editor):
    lot_model = apps.get_model("acceptance", "Lot")
    result_model = apps.get_model("results", "LotResult")
    lots = lot_model.objects.filter(project__accepted_at__isnull=False, result__isnull=True).order_by("pk")
    result_model.objects.bulk_create(
        (
            result_model(lot_id=pk, status="pending", changed_at=accepted_at)
            for pk, accepted_at in lots.values_list("pk", "project__accepted_at").iterator()
        ),
        batch_size=1000,
    )


class Migration(migrations.Migration):
    dependencies = [("results", "0002_append_only_statements")]

    # Going back, the rows go with their table.
    operations = [migrations.RunPython(begin, migrations.RunPython.noop)]
