"""What 招标文件 still lacks: chapters without text, fields without a value, places where the agency has to write."""

from collections.abc import Iterator, Sequence

from apps.tender_planning.documents.assembling import document_of, fill_chapter
from apps.tender_planning.documents.facts import Facts
from apps.tender_planning.documents.filling import TAG, FieldValues, Filled
from apps.tender_planning.findings import Finding
from apps.tender_planning.inspections.context import Context
from apps.tender_planning.models import DocumentChapter

MOST_BLANKS_NAMED = 3


def inspect(context: Context) -> list[Finding]:
    """Return what the document lacks; `place` is the key of the chapter."""
    document = document_of(context.planning)
    if document is None:
        return [Finding("error", "", "还没有建立文件，请先按模板建立。")]
    values = FieldValues(Facts(context.planning))
    return inspect_chapters(list(document.chapters.standing()), values)


def inspect_chapters(chapters: Sequence[DocumentChapter], values: FieldValues) -> list[Finding]:
    """Return what each chapter lacks; all of them, in their order, must be given."""
    found: list[Finding] = []
    for chapter, after in zip(chapters, [*chapters[1:], None], strict=True):
        has_parts = after is not None and after.level > chapter.level
        found += inspect_chapter(chapter, fill_chapter(chapter, values), has_parts=has_parts)
    if not chapters:
        found.append(Finding("error", "", "文件没有任何章节。"))
    return found


def inspect_chapter(chapter: DocumentChapter, filled: Filled, *, has_parts: bool) -> list[Finding]:
    """Return what one chapter lacks; one whose text stands in the chapters below it may be empty itself."""
    return [
        Finding("error", str(chapter.key), f"“{chapter.title}”{text}")
        for text in _gaps(chapter, filled, has_parts=has_parts)
    ]


def anchor_of(place: str) -> str:
    """Return the id of a chapter on the page of the outline."""
    return f"chapter-{place}" if place else ""


def _gaps(chapter: DocumentChapter, filled: Filled, *, has_parts: bool) -> Iterator[str]:
    if not has_parts and not TAG.sub("", chapter.body_html).strip():
        yield "没有正文。" if chapter.is_required else "没有正文；不需要的，请从目录中移除。"
    for name in filled.unknown:
        yield f"中的字段“{name}”不存在，请从编辑器的字段菜单选用。"
    for name in filled.empty:
        yield f"中的字段“{name}”还没有内容，请先完成相应部分。"
    for name in filled.misplaced:
        yield f"中的字段“{name}”会成为表格，须单独成段。"
    if filled.is_broken:
        yield "中有写法不完整的字段（多余的“{{”或“}}”）。"
    if filled.blanks:
        named = "、".join(filled.blanks[:MOST_BLANKS_NAMED])
        more = "等" if len(filled.blanks) > MOST_BLANKS_NAMED else ""
        yield f"还有 {len(filled.blanks)} 处待填写：{named}{more}。"
