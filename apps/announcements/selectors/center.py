"""What the center's pages of announcements show."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from apps.accounts.center_history import HistoryItem, history_of, trail_of
from apps.announcements.models import Announcement, AnnouncementVersion, Attachment, AttachmentReference
from apps.announcements.models.announcements import IN_FORCE
from apps.announcements.selectors.finding import Search, newest_found
from apps.core.facts import Fact
from apps.core.models import AuditEntry
from apps.core.templatetags.ui import ABSENT, datetime_cn, file_size, money
from apps.core.visible_text import visible

TONES = {"returned": "warning", "published": "success", "stored": "success", "withdrawn": "danger", "failed": "danger"}


@dataclass(frozen=True)
class AnnouncementPage:
    """An announcement with every version of it."""

    announcement: Announcement
    facts: list[Fact]
    public_url: str
    versions: list[AnnouncementVersion]
    followers: list[Announcement]
    history: list[HistoryItem]
    trail: list[AuditEntry]


@dataclass(frozen=True)
class VersionPage:
    """One version, as it came and as it is shown."""

    version: AnnouncementVersion
    facts: list[Fact]
    references: list[AttachmentReference]
    body: str
    table: str


@dataclass(frozen=True)
class AttachmentPage:
    """An attachment, and whether it is here."""

    attachment: Attachment
    facts: list[Fact]
    error: str
    named_by: list[AnnouncementVersion]
    history: list[HistoryItem]
    trail: list[AuditEntry]

    @property
    def may_be_fetched_again(self) -> bool:
        """Tell whether a person has to decide."""
        return self.attachment.status == Attachment.Status.FAILED


def announcement_page(announcement: Announcement) -> AnnouncementPage:
    """Assemble the page of an announcement."""
    is_public = announcement.published_at is not None
    return AnnouncementPage(
        announcement=announcement,
        facts=[
            Fact("公告类型", announcement.get_type_display()),
            Fact("公告编号", announcement.announcement_no),
            Fact(
                "所属项目",
                announcement.project.project_no or ABSENT,
                url=reverse("admin:acceptance_project_change", args=[announcement.project_id]),
                note=announcement.project.name,
            ),
            Fact("采购人", announcement.purchaser_name),
            Fact("代理机构", announcement.agency_name),
            Fact("采购方式", announcement.get_method_display()),
            Fact("预算金额", money(announcement.budget)),
            Fact("成交或合同金额", money(announcement.amount)),
            Fact(f"{announcement.wording.deadline}时间", datetime_cn(announcement.bid_deadline)),
            _original(announcement),
            Fact("来源", announcement.get_origin_display()),
            *_first_publication(announcement, announcement.first_published_at),
            Fact("本平台发布", datetime_cn(announcement.published_at)),
            Fact("撤回时间", datetime_cn(announcement.withdrawn_at)),
            *([Fact("撤回原因", announcement.withdrawal_reason)] if announcement.withdrawal_reason else []),
        ],
        public_url=reverse("announcements:detail", args=[announcement.pk]) if is_public else "",
        versions=list(
            announcement.versions.select_related("publication")
            .defer("body_html", "body_safe", "facts")
            .order_by("-version")
        ),
        followers=list(announcement.followers.order_by("first_published_at", "pk")),
        history=history_of(announcement, TONES),
        trail=trail_of(announcement),
    )


def version_page(version: AnnouncementVersion) -> VersionPage:
    """Assemble the page of a version; the province's text is shown as text, its mark-up included."""
    return VersionPage(
        version=version,
        facts=[
            Fact(
                "公告",
                version.announcement.title,
                url=reverse("admin:announcements_announcement_change", args=[version.announcement_id]),
            ),
            Fact("版本", f"第 {version.version} 版"),
            Fact("标题", version.title),
            Fact("标段号", "、".join(map(str, version.lot_nos)) or ABSENT),
            Fact("所更正的公告编号", version.corrects_no or ABSENT),
            Fact("公告来源", visible(version.source_url) or ABSENT),
            *_first_publication(version.announcement, version.first_published_at),
            Fact("收到时间", datetime_cn(version.received_at)),
            Fact(
                "原文摘要（SM3）",
                version.body_sm3,
                note="审核通过的正文" if version.announcement.is_local else "省系统推送的正文",
            ),
            Fact("页面显示摘要（SM3）", version.body_safe_sm3, note="去除不安全标记后在网站显示的正文"),
        ],
        references=list(version.references.select_related("attachment")),
        body=visible(version.body_html),
        table=visible(json.dumps(version.facts, ensure_ascii=False, indent=2)),
    )


def _first_publication(announcement: Announcement, at: datetime) -> list[Fact]:
    """Return when the province published it first; what is drafted here is first published here."""
    return [] if announcement.is_local else [Fact("省系统首次发布", datetime_cn(at))]


def _original(announcement: Announcement) -> Fact:
    """Return what it corrects or follows; the number as received where that is not here."""
    original = announcement.follows
    if original is None:
        return Fact("原公告", announcement.corrects_no or ABSENT)
    url = reverse("admin:announcements_announcement_change", args=[original.pk])
    return Fact("原公告", original.title, url=url, note=original.announcement_no)


def attachment_page(attachment: Attachment) -> AttachmentPage:
    """Assemble the page of an attachment."""
    facts = [
        Fact("文件名", attachment.name),
        Fact("大小", file_size(attachment.size)),
        Fact("类型", attachment.media_type),
        Fact("公布的摘要（SM3）", attachment.sm3),
        *_whence(attachment),
    ]
    named_by = AnnouncementVersion.objects.filter(attachments=attachment).defer("body_html", "body_safe", "facts")
    return AttachmentPage(
        attachment=attachment,
        facts=facts,
        error=visible(attachment.last_error),
        named_by=list(named_by.order_by("-received_at", "-pk")),
        history=history_of(attachment, TONES),
        trail=trail_of(attachment),
    )


def _whence(attachment: Attachment) -> Iterator[Fact]:
    """Return where it comes from, and how far it has come."""
    if attachment.is_local:
        yield Fact("来源", "代理机构随公告上传")
        return
    yield Fact("省系统附件编号", attachment.province_id)
    yield Fact("已尝试", f"{attachment.attempts} 次")
    if attachment.status == Attachment.Status.WAITING:
        yield Fact("下次获取", datetime_cn(attachment.due_at))
    if attachment.is_stored:
        yield Fact("获取时间", datetime_cn(attachment.stored_at), note="大小和摘要与公布的一致")


def newest_with(words: str, *, now: datetime, limit: int) -> list[int]:
    """Return the keys of the newest announcements that hold every word: of those in force, and of the others.

    At most `limit` of each. Those in force are found by their index. The others are few: received, under review,
    withdrawn.
    """
    search = Search.of(q=words, names="", facets={})
    in_force = newest_found(Announcement.objects.published(), search, now=now, limit=limit)
    others = Announcement.objects.exclude(IN_FORCE).matching(words).order_by("-first_published_at", "-pk")
    return [*(one.pk for one in in_force), *others.values_list("pk", flat=True)[:limit]]
