"""Writing 招标文件: beginning it from the center's template, its outline, its chapters."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from apps.accounts.models import User
from apps.core import audit
from apps.core.actors import Actor
from apps.core.exceptions import Refused, StaleState
from apps.tender_planning.documents.sanitising import clean_chapter
from apps.tender_planning.gates import claim, lock, revision_of
from apps.tender_planning.models import DocumentChapter, DocumentTemplate, Planning, Sheet, TenderDocument


@dataclass(frozen=True)
class ChapterFacts:
    """An entry of the outline; `key` names the stored chapter it changes, an unknown one makes a new chapter."""

    key: UUID
    title: str
    level: int


@transaction.atomic
def begin_document(*, planning: Planning, user: User, actor: Actor, now: datetime) -> TenderDocument:
    """Begin the document with the chapters of the template in use for the project's method and kind.

    Twice, or two at once: the preparation is locked, and the document that is there is returned.
    Raises Refused when the center has no template in use, NotOpen.
    """
    lock(planning)
    begun = TenderDocument.objects.filter(planning=planning).first()
    if begun is not None:
        return begun
    revision = revision_of(planning, Sheet.Kind.OUTLINE)
    claim(planning, Sheet.Kind.OUTLINE, revision=revision, user=user, now=now)
    template = template_for(planning)
    if template is None:
        method = planning.project.get_method_display()
        raise Refused({"": [f"中心还没有启用“{method}”的文件模板，请联系交易中心。"]})
    document = TenderDocument.objects.create(
        planning=planning, template=template, title=template.document_title, begun_at=now
    )
    DocumentChapter.objects.bulk_create(
        DocumentChapter(
            document=document,
            position=position,
            level=chapter.level,
            title=chapter.title,
            body_html=chapter.body_html,
            is_required=chapter.is_required,
        )
        for position, chapter in enumerate(template.chapters.all())
    )
    audit.record(
        act="document.begun",
        summary=f"按模板“{template.name}”建立{document.title}",
        subject=planning,
        actor=actor,
        now=now,
        details={"template": template.pk},
    )
    return document


def template_for(planning: Planning) -> DocumentTemplate | None:
    """Return the template in use: one for the project's kind before one for every kind."""
    project = planning.project
    fitting = DocumentTemplate.objects.filter(method=project.method, kind__in=["", project.kind], is_active=True)
    return fitting.order_by("-kind").first()


@transaction.atomic
def save_outline(
    *,
    planning: Planning,
    revision: int,
    chapters: Sequence[ChapterFacts],
    user: User,
    actor: Actor,
    now: datetime,
) -> int:
    """Store titles, levels and order of the chapters; return the new revision.

    A chapter that is left out is taken out of the document and keeps its text: sent again under its
    key it is back as it was. Twice: the second is told by the revision. Raises Refused when a
    required chapter is left out or there is no document yet; NotOpen, StaleState.
    """
    revision = claim(planning, Sheet.Kind.OUTLINE, revision=revision, user=user, now=now)
    document = TenderDocument.objects.filter(planning=planning).first()
    if document is None:
        raise Refused({"": ["请先按模板建立文件。"]})
    stored = {chapter.key: chapter for chapter in document.chapters.all()}
    wanted = {facts.key for facts in chapters}
    missing = [chapter.title for key, chapter in stored.items() if chapter.is_required and key not in wanted]
    if missing:
        raise Refused({"chapters": [f"必备章节不能移除：{'、'.join(missing)}。"]})
    _place(document, stored, chapters)
    removed = document.chapters.standing().exclude(key__in=wanted)
    titles = list(removed.values_list("title", flat=True))
    removed.update(removed_at=now)
    audit.record(
        act="document.outline_saved",
        summary="保存招标文件目录",
        subject=planning,
        actor=actor,
        now=now,
        details={"revision": revision, "removed": titles},
    )
    return revision


@transaction.atomic
def save_chapter(
    *,
    planning: Planning,
    chapter: DocumentChapter,
    revision: int,
    body_html: str,
    user: User,
    actor: Actor,
    now: datetime,
) -> int:
    """Store the text of a chapter, cleaned of whatever could act; return the new revision.

    Twice: the second is told by the revision. Raises StaleState also when the chapter was taken
    out of the document meanwhile; NotOpen.
    """
    revision = claim(planning, Sheet.Kind.CHAPTER, subject=str(chapter.key), revision=revision, user=user, now=now)
    chapter.body_html = clean_chapter(body_html)
    if not DocumentChapter.objects.standing().filter(pk=chapter.pk).update(body_html=chapter.body_html):
        raise StaleState("这一章刚刚被移出文件。您填写的内容没有丢失，请复制后再处理。")
    audit.record(
        act="document.chapter_saved",
        summary=f"保存章节“{chapter.title}”",
        subject=planning,
        actor=actor,
        now=now,
        details={"chapter": str(chapter.key), "revision": revision},
    )
    return revision


def _place(document: TenderDocument, stored: Mapping[UUID, DocumentChapter], chapters: Sequence[ChapterFacts]) -> None:
    known: list[DocumentChapter] = []
    added: list[DocumentChapter] = []
    for position, facts in enumerate(chapters):
        chapter = stored.get(facts.key) or DocumentChapter(document=document)
        (known if facts.key in stored else added).append(chapter)
        chapter.key, chapter.position, chapter.title, chapter.level = facts.key, position, facts.title, facts.level
        chapter.removed_at = None
    DocumentChapter.objects.bulk_update(known, ["position", "title", "level", "removed_at"])
    DocumentChapter.objects.bulk_create(added)
