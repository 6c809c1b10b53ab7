"""What the pages of 招标文件 show, with a fixed number of queries however many chapters there are."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from apps.tender_planning.documents.assembling import assemble, document_of, fill_chapter
from apps.tender_planning.documents.block_fields import BLOCK_FIELDS
from apps.tender_planning.documents.facts import Facts
from apps.tender_planning.documents.fields import FIELDS
from apps.tender_planning.documents.filling import FieldValues
from apps.tender_planning.documents.numbering import numbers
from apps.tender_planning.documents.sanitising import clean_chapter
from apps.tender_planning.findings import Finding
from apps.tender_planning.gates import may_edit, revision_of
from apps.tender_planning.inspections.documents import anchor_of, inspect_chapter, inspect_chapters
from apps.tender_planning.models import DocumentBuild, DocumentChapter, Planning, Sheet, TenderDocument
from apps.tender_planning.selectors.rule_exceptions import FoundRow, found_rows
from apps.tender_planning.services.documents import template_for

RECENT_BUILDS = 5
TABLE_NOTE = "表格，须单独成段"


@dataclass(frozen=True)
class OutlineEntry:
    """A chapter in the outline: its number and what it lacks."""

    chapter: DocumentChapter
    number: str
    findings: list[Finding]
    url: str


@dataclass(frozen=True)
class ChapterPage:
    """A chapter with its neighbours and what it lacks."""

    chapter: DocumentChapter
    number: str
    before: OutlineEntry | None
    after: OutlineEntry | None
    rows: list[FoundRow]
    shown: SafeString


@dataclass(frozen=True)
class PreviewEntry:
    """A chapter as it is read; its text was cleaned when it was filled."""

    anchor: str
    title: str
    level: int
    html: SafeString


def chapters_of(document: TenderDocument) -> list[DocumentChapter]:
    """Return the chapters that stand in the document, in their order."""
    return list(document.chapters.standing())


def outline_page(planning: Planning) -> dict[str, Any]:
    """Return the document with its chapters, files and latest builds; without one, the template it may begin from."""
    may_change = may_edit(planning, Sheet.Kind.OUTLINE)
    document = document_of(planning)
    if document is None:
        return {"document": None, "template": template_for(planning), "may_edit": may_change}
    chapters = chapters_of(document)
    findings = inspect_chapters(chapters, FieldValues(Facts(planning)))
    return {
        "document": document,
        "chapters": chapters,
        "entries": {entry.chapter.key: entry for entry in _entries(planning, chapters, findings)},
        "rows": found_rows(planning, findings, anchor_of=anchor_of),
        "files": list(document.files.all()),
        "builds": recent_builds(planning),
        "revision": revision_of(planning, Sheet.Kind.OUTLINE),
        "may_edit": may_change,
    }


def recent_builds(planning: Planning) -> Sequence[DocumentBuild]:
    """Return the latest builds, newest first, without their content."""
    return list(planning.builds.select_related("version", "requested_by").defer("content")[:RECENT_BUILDS])


def chapter_page(planning: Planning, chapter: DocumentChapter) -> ChapterPage:
    """Return what stands around a chapter, and what it lacks."""
    chapters = chapters_of(chapter.document)
    entries = _entries(planning, chapters, [])
    index = next(place for place, each in enumerate(chapters) if each.pk == chapter.pk)
    after = entries[index + 1] if index + 1 < len(entries) else None
    filled = fill_chapter(chapter, FieldValues(Facts(planning)))
    has_parts = after is not None and after.chapter.level > chapter.level
    return ChapterPage(
        chapter=chapter,
        number=entries[index].number,
        before=entries[index - 1] if index else None,
        after=after,
        rows=found_rows(planning, inspect_chapter(chapter, filled, has_parts=has_parts), anchor_of=_no_anchor),
        shown=_safe(filled.html),
    )


def field_menu(planning: Planning) -> list[tuple[str, str]]:
    """Return the fields that may be inserted, each with what it stands for now."""
    values = FieldValues(Facts(planning))
    return [(field.name, values.plain(field.name)) for field in FIELDS] + [
        (block.name, TABLE_NOTE) for block in BLOCK_FIELDS
    ]


def stored_text(chapter: DocumentChapter) -> SafeString:
    """Return the text of a chapter as it was written, its fields unfilled, safe to show."""
    return mark_safe(clean_chapter(chapter.body_html))  # noqa: S308


def preview_page(planning: Planning) -> dict[str, Any]:
    """Return the whole document as it would be printed now; empty when there is none."""
    content = assemble(planning)
    if not content:
        return {}
    entries = [
        PreviewEntry(f"part-{row['key']}", row["number"] + row["name"], row["level"], _safe(row["html"]))
        for row in content["chapters"]
    ]
    return {"content": content, "entries": entries}


def _entries(
    planning: Planning, chapters: Sequence[DocumentChapter], findings: Sequence[Finding]
) -> list[OutlineEntry]:
    by_place: dict[str, list[Finding]] = {}
    for finding in findings:
        by_place.setdefault(finding.place, []).append(finding)
    return [
        OutlineEntry(
            chapter=chapter,
            number=number,
            findings=by_place.get(str(chapter.key), []),
            url=reverse("tender_planning:chapter", args=[planning.project_id, chapter.key]),
        )
        for chapter, number in zip(chapters, numbers(each.level for each in chapters), strict=True)
    ]


def _no_anchor(place: str) -> str:
    """Lead nowhere: the page shows the chapter itself."""
    return ""


def _safe(filled: str) -> SafeString:
    """Let a page show a chapter as it is: `fill_chapter` cleaned its text and escaped every value."""
    return mark_safe(filled)  # noqa: S308
