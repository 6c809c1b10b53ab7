"""Beginning and arranging 招标文件."""

from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest

from apps.accounts.models import User
from apps.core.actors import Actor
from apps.core.exceptions import Refused, StaleState
from apps.core.models import AuditEntry
from apps.tender_planning.exceptions import NotOpen
from apps.tender_planning.models import DocumentChapter, DocumentTemplate, Planning, TenderDocument
from apps.tender_planning.services.documents import ChapterFacts, begin_document, save_chapter, save_outline


@pytest.fixture
def by(clerk: User, now: datetime) -> dict[str, Any]:
    """Who acts, and when."""
    return {"user": clerk, "actor": Actor.person(clerk), "now": now}


def rows(document: TenderDocument) -> list[ChapterFacts]:
    return [ChapterFacts(chapter.key, chapter.title, chapter.level) for chapter in document.chapters.standing()]


def test_a_document_begins_as_a_copy_of_the_template(planning: Planning, document: TenderDocument) -> None:
    template = DocumentTemplate.objects.get(method="open_tender")

    copied = document.chapters.values_list("level", "title", "body_html", "is_required")
    assert list(copied) == list(template.chapters.values_list("level", "title", "body_html", "is_required"))
    assert (document.title, document.template) == ("招标文件", template)


def test_beginning_twice_makes_one(planning: Planning, document: TenderDocument, by: dict[str, Any]) -> None:
    again = begin_document(planning=planning, **by)

    assert again.pk == document.pk
    assert AuditEntry.objects.filter(act="document.begun").count() == 1


def test_a_template_for_the_kind_goes_before_one_for_all(planning: Planning, by: dict[str, Any]) -> None:
    own = DocumentTemplate.objects.create(
        name="货物", method="open_tender", kind="goods", document_title="货物招标文件"
    )

    assert begin_document(planning=planning, **by).template == own


def test_without_a_template_in_use_it_is_refused(planning: Planning, by: dict[str, Any]) -> None:
    DocumentTemplate.objects.update(is_active=False)

    with pytest.raises(Refused, match="中心还没有启用“公开招标”的文件模板"):
        begin_document(planning=planning, **by)
    assert not TenderDocument.objects.exists()


def test_before_the_announcement_it_is_closed(locked: Planning, by: dict[str, Any]) -> None:
    with pytest.raises(NotOpen):
        begin_document(planning=locked, **by)
    assert not TenderDocument.objects.exists()


def test_chapters_are_arranged_added_and_taken_out(
    planning: Planning, document: TenderDocument, by: dict[str, Any]
) -> None:
    arranged = [row for row in rows(document) if row.title != "方案及其他材料"]
    arranged.insert(1, ChapterFacts(uuid4(), "特别说明", 2))

    revision = save_outline(planning=planning, revision=1, chapters=arranged, **by)

    assert revision == 2
    assert rows(document) == arranged
    assert AuditEntry.objects.get(act="document.outline_saved").details["removed"] == ["方案及其他材料"]


def test_a_chapter_that_was_taken_out_comes_back_with_its_text(
    planning: Planning, document: TenderDocument, by: dict[str, Any]
) -> None:
    everything = rows(document)
    chapter = document.chapters.get(title="方案及其他材料")
    save_outline(planning=planning, revision=1, chapters=[row for row in everything if row.key != chapter.key], **by)

    save_outline(planning=planning, revision=2, chapters=everything, **by)

    back = document.chapters.standing().get(key=chapter.key)
    assert (back.pk, back.body_html) == (chapter.pk, chapter.body_html)


def test_a_required_chapter_stays(planning: Planning, document: TenderDocument, by: dict[str, Any]) -> None:
    before = rows(document)

    with pytest.raises(Refused, match="必备章节不能移除：招标公告。"):
        save_outline(planning=planning, revision=1, chapters=before[1:], **by)
    assert rows(document) == before


def test_the_text_of_a_chapter_that_was_taken_out_meanwhile_is_not_stored(
    planning: Planning, document: TenderDocument, by: dict[str, Any], now: datetime
) -> None:
    chapter = document.chapters.get(title="方案及其他材料")
    DocumentChapter.objects.filter(pk=chapter.pk).update(removed_at=now)

    with pytest.raises(StaleState, match="这一章刚刚被移出文件"):
        save_chapter(planning=planning, chapter=chapter, revision=0, body_html="<p>新</p>", **by)
    assert "新" not in document.chapters.get(pk=chapter.pk).body_html
