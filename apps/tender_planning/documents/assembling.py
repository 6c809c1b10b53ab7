"""Puts the document together: what a version or a draft freezes, and what is handed to the printers."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.html import format_html, format_html_join

from apps.core.templatetags.ui import file_size
from apps.tender_planning.documents.facts import Facts
from apps.tender_planning.documents.filling import FieldValues, Filled, fill
from apps.tender_planning.documents.numbering import numbers
from apps.tender_planning.documents.printing.description import PrintedChapter, PrintedDocument
from apps.tender_planning.documents.sanitising import clean_chapter
from apps.tender_planning.models import DocumentChapter, Planning, TenderDocument

# Under which name a version keeps what `assemble` returned.
VERSION_PART = "document"


def document_of(planning: Planning) -> TenderDocument | None:
    """Return the document of a preparation; None while nobody has begun it."""
    return TenderDocument.objects.filter(planning=planning).first()


def fill_chapter(chapter: DocumentChapter, values: FieldValues) -> Filled:
    """Return the text of a chapter with its fields filled, safe to show.

    It is cleaned here again, although it was when it was stored: nothing that writes the table some
    other way can put markup on a page.
    """
    return fill(clean_chapter(chapter.body_html), values)


def assemble(planning: Planning) -> dict[str, Any]:
    """Return the document as it stands now, as plain JSON, with every field filled; empty when there is none.

    The same preparation gives the same content. What cannot be filled stays visible as such.
    """
    document = document_of(planning)
    if document is None:
        return {}
    values = FieldValues(Facts(planning))
    chapters = list(document.chapters.standing())
    return {
        "title": document.title,
        "project_name": planning.project.name,
        "facts": _cover(values),
        "author": planning.project.agency.name,
        "chapters": [
            {
                "key": str(chapter.key),
                "number": number,
                "name": chapter.title,
                "level": chapter.level,
                "html": fill_chapter(chapter, values).html,
            }
            for chapter, number in zip(chapters, numbers(chapter.level for chapter in chapters), strict=True)
        ],
        "files": [
            {"key": file.sm3, "name": file.name, "size": file.size, "media_type": file.media_type, "sm3": file.sm3}
            for file in document.files.all()
        ],
    }


def printed(content: Mapping[str, Any], *, notice: str = "", version_note: str = "") -> PrintedDocument:
    """Return what `assemble` gave as the printers take it; attached files are listed at the end.

    `notice` stands on every page (草稿), `version_note` in the footer (第 1 版).
    """
    chapters = [PrintedChapter(row["number"] + row["name"], row["level"], row["html"]) for row in content["chapters"]]
    if content["files"]:
        chapters.append(PrintedChapter("附件清单", 1, _file_table(content["files"])))
    return PrintedDocument(
        title=content["project_name"],
        kind_title=content["title"],
        facts=tuple((label, value) for label, value in content["facts"]),
        notice=notice,
        chapters=tuple(chapters),
        version_note=version_note,
        author=content["author"],
    )


def _cover(values: FieldValues) -> list[list[str]]:
    """Return what stands on the cover; what is not known yet is left out."""
    labels = {"项目编号": "项目编号", "采购人": "采购人", "代理机构": "采购代理机构", "编制年月": "编制时间"}
    return [[label, shown] for name, label in labels.items() if (shown := values.plain(name))]


def _file_table(files: Sequence[Mapping[str, Any]]) -> str:
    rows = format_html_join(
        "",
        "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
        ((number, file["name"], file_size(file["size"]), file["sm3"]) for number, file in enumerate(files, start=1)),
    )
    return format_html(
        "<table><thead><tr><th>序号</th><th>文件名</th><th>大小</th><th>SM3 摘要</th></tr></thead>"
        "<tbody>{}</tbody></table>",
        rows,
    )
