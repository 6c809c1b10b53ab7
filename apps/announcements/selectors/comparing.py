"""Two public versions of an announcement side by side: field by field, and in the text."""

from dataclasses import dataclass

from django.http import Http404

from apps.announcements.fact_rows import details_of, summary_of
from apps.announcements.models import Announcement, AnnouncementVersion
from apps.announcements.plain_text import lines_of
from apps.announcements.selectors.reading import public_announcement
from apps.announcements.text_difference import Line, TooLong, compare_lines
from apps.core.templatetags.ui import ABSENT, datetime_cn


@dataclass(frozen=True)
class FieldRow:
    """A field as both versions have it; one that a version has not is a dash."""

    label: str
    before: str
    after: str

    @property
    def differs(self) -> bool:
        """Tell whether the versions disagree."""
        return self.before != self.after


@dataclass(frozen=True)
class Comparison:
    """What is different between two versions."""

    announcement: Announcement
    old: AnnouncementVersion
    new: AnnouncementVersion
    fields: list[FieldRow]
    same_fields: int
    lines: list[Line]
    is_too_long: bool


def compare_versions(pk: int, old: int, new: int) -> Comparison:
    """Compare two public versions. Raises Http404 for what never was public, and when `old` is not the older one."""
    if old >= new:
        raise Http404
    announcement = public_announcement(pk)
    versions = AnnouncementVersion.objects.public().filter(announcement=announcement, version__in=(old, new))
    found = {version.version: version for version in versions.prefetch_related("references")}
    if set(found) != {old, new}:
        raise Http404
    for version in found.values():
        version.announcement = announcement
    before, after = _fields(found[old]), _fields(found[new])
    rows = [FieldRow(label, before.get(label, ABSENT), after.get(label, ABSENT)) for label in before | after]
    lines, is_too_long = _lines(found[old], found[new])
    return Comparison(
        announcement=announcement,
        old=found[old],
        new=found[new],
        fields=[row for row in rows if row.differs],
        same_fields=sum(not row.differs for row in rows),
        lines=lines,
        is_too_long=is_too_long,
    )


def _fields(version: AnnouncementVersion) -> dict[str, str]:
    table = version.table
    facts = [*summary_of(table, method=version.announcement.method), *details_of(table)]
    return {
        "标题": version.title,
        "标段号": "、".join(map(str, version.lot_nos)) or ABSENT,
        "所更正的公告编号": version.corrects_no or ABSENT,
        "形成时间" if version.announcement.is_local else "省系统首次发布": datetime_cn(version.first_published_at),
        "公告来源": version.source_url,
        "附件": "、".join(reference.name for reference in version.references.all()) or ABSENT,
    } | {fact.label: f"{fact.value}（{fact.note}）" if fact.note else fact.value for fact in facts}


def _lines(old: AnnouncementVersion, new: AnnouncementVersion) -> tuple[list[Line], bool]:
    try:
        return compare_lines(lines_of(old.body_safe), lines_of(new.body_safe)), False
    except TooLong:
        return [], True
