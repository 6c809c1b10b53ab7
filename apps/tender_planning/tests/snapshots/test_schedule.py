from datetime import timedelta

from apps.tender_planning.models import AnnouncedTerms, EvaluationSettings, OpeningSettings, Planning
from apps.tender_planning.selectors.schedule import schedule_table_html
from apps.tender_planning.snapshots.schedule import LABELS, snapshot


def test_times_are_frozen_as_they_are_read_in_china(planning: Planning) -> None:
    told = AnnouncedTerms.objects.get()
    OpeningSettings.objects.create(planning=planning, opening_at=told.opening_at, opening_place="开标一室")
    EvaluationSettings.objects.create(planning=planning, evaluation_at=told.opening_at + timedelta(hours=2))

    frozen = snapshot(planning)

    assert frozen["opening"]["opening_at"] == "2026-03-24T09:00+08:00"
    assert frozen["opening"]["documents_from"] is None
    assert frozen["evaluation"]["evaluation_at"] == "2026-03-24T11:00+08:00"
    assert frozen["rooms"] == []
    assert {*frozen, *frozen["opening"], *frozen["evaluation"]} <= set(LABELS)


def test_what_nobody_saved_is_nothing(planning: Planning) -> None:
    assert snapshot(planning) == {"opening": None, "evaluation": None, "rooms": []}


def test_the_document_s_table_has_times_and_committee(planning: Planning) -> None:
    EvaluationSettings.objects.create(planning=planning, expert_count=4, representative_count=1, candidate_count=3)

    table = schedule_table_html(planning)

    assert "<tr><th>开标（开启）时间</th><td>2026年3月24日 09:00</td></tr>" in table
    assert "5 人，其中评审专家 4 人、采购人代表 1 人" in table
