import json

from apps.acceptance.models import Lot
from apps.tender_planning.models import Planning
from apps.tender_planning.models.checks import WORDS
from apps.tender_planning.selectors.checks import check_tables, checks_html
from apps.tender_planning.snapshots.checks import LABELS, snapshot


def test_every_lot_stands_with_both_tables_in_their_order(planning: Planning, begun: Lot) -> None:
    first, second = snapshot(planning)

    assert (first["lot_no"], second["lot_no"]) == ("1", "2")
    assert [row["name"] for row in first["compliance"]][:2] == ["签署、盖章", "投标报价"]
    assert second["qualification"] == []
    assert set(first["qualification"][0]) == {"key", "is_statutory", *WORDS}
    assert json.loads(json.dumps(snapshot(planning))) == snapshot(planning)


def test_every_part_has_a_label(planning: Planning, begun: Lot) -> None:
    first = snapshot(planning)[0]

    assert set(first) | set(first["compliance"][0]) - {"key"} <= set(LABELS)


def test_the_document_s_table_escapes_what_was_typed(begun: Lot) -> None:
    begun.compliance_items.filter(name="投标报价").update(requirement="报价<script>")

    table = checks_html(check_tables([begun])[begun.pk]["compliance"])

    assert "报价&lt;script&gt;" in table
    assert table.count("<tr>") == 11


def test_an_empty_stage_has_no_table(lot: Lot) -> None:
    assert checks_html([]) == ""
