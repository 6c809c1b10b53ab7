"""A change with everything that it is judged by, read from the database at one moment."""

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Q
from django.utils import timezone

from apps.acceptance.models import Project
from apps.announcements.changes.approved import undone
from apps.announcements.changes.blocks import Block, blocks_of
from apps.announcements.changes.in_force import Times
from apps.announcements.changes.inspecting import AGAIN, AGAIN_HERE, Case, inspect_case
from apps.announcements.changes.suggesting import Said, said_in
from apps.announcements.changes.words import FIELDS, PLACE
from apps.announcements.facts import ChangeTable
from apps.announcements.following import WITHOUT_TENDER
from apps.announcements.models import (
    Announcement,
    AnnouncementDraft,
    AnnouncementQuerySet,
    AnnouncementVersion,
    ChangeReview,
    ChangeTimes,
)
from apps.core.templatetags.ui import datetime_cn
from apps.core.working_days import load_calendar
from apps.tender_planning.findings import Finding
from apps.tender_planning.models import Planning, Room, RoomBooking
from apps.tender_planning.rules.book import load_rule_book
from apps.tender_planning.selectors.schedule import ScheduleSettings, load_settings
from apps.tender_planning.services.rescheduling import wishes_for
from apps.tender_planning.services.rooms import Wish, period_words

Status = Announcement.Status
Purpose = RoomBooking.Purpose

# Somebody still has to settle them.
UNSETTLED = frozenset({Status.AWAITING_TIMES, Status.AWAITING_REVIEW, Status.RETURNED})


@dataclass(frozen=True)
class Standing:
    """A change, what it says, what holds without it and what would hold with it.

    `corrected` are the changes that this one corrects and that nobody has reviewed: they become public with it.
    `earlier` are other changes of the project that have to be settled first.
    """

    times: ChangeTimes
    version: AnnouncementVersion
    planning: Planning
    settings: ScheduleSettings
    blocks: Sequence[Block]
    case: Case
    corrected: Sequence[Announcement]
    earlier: Sequence[Announcement]
    has_tender: bool
    # Drafted here, and its text was taken back to be altered.
    is_text_open: bool = False

    @property
    def announcement(self) -> Announcement:
        """Return the change."""
        return self.times.announcement

    @property
    def rooms(self) -> Mapping[str, Room]:
        """Return the rooms that the agency has chosen for the new times, by purpose."""
        chosen = {Purpose.OPENING: self.times.opening_room, Purpose.EVALUATION: self.times.evaluation_room}
        return {purpose: room for purpose, room in chosen.items() if room is not None}

    def wishes(self) -> dict[str, Wish]:
        """Return the rooms that would have to be booked, by purpose."""
        if not self.settings.is_stored:
            return {}
        opening, evaluation = copy(self.settings.opening), copy(self.settings.evaluation)
        opening.opening_at, evaluation.evaluation_at = self.case.after.opening_at, self.case.after.evaluation_at
        return wishes_for(self.planning, opening, evaluation, self.rooms)

    def findings(self) -> list[Finding]:
        """Return everything that stands in the way of the change, and what is warned of."""
        return [*self.gate(), *inspect_case(self.case), *self._room_findings()]

    def gate(self) -> list[Finding]:
        """Return why this change cannot be settled now, whatever its times."""
        return [Finding("error", "", text) for text in self._closed_because()]

    def _closed_because(self) -> list[str]:
        project, present, now = self.planning.project, self.case.present, self.case.now
        reasons = []
        if project.status != Project.Status.ACCEPTED:
            reasons.append(f"项目{project.get_status_display()}，不能再变更。")
        if not self.has_tender:
            reasons.append("本项目没有生效的采购公告（已撤回），采购公告重新发布后再办理变更。")
        if present.bid_deadline is not None and present.bid_deadline <= now:
            reasons.append(
                f"投标（响应）截止时间 {datetime_cn(present.bid_deadline)} 已过，不能再变更。"
                f"须继续采购的，请与交易中心联系；变更公告有误的，请{self._way_back}。"
            )
        if self.times.version_id != self.version.pk:
            reasons.append("本公告有了新版本，请刷新页面，按新版本核对时间。")
        if self.is_text_open:
            reasons.append("公告文字已撤回修改，请先在公告页面重新提交文字。")
        reasons += [
            f"本项目更早的变更公告“{one.title}”（{one.announcement_no}）{one.get_status_display()}，请先办理。"
            for one in self.earlier
        ]
        return reasons

    @property
    def _way_back(self) -> str:
        return "在公告页面作废" if self.announcement.is_local else "在省采购系统撤回"

    def _room_findings(self) -> list[Finding]:
        problems = {purpose: _problem(self.planning, wish, self.case.now) for purpose, wish in self.wishes().items()}
        found = [Finding("error", f"{purpose}_room", text) for purpose, text in problems.items() if text]
        opening = self.wishes().get(Purpose.OPENING)
        if opening and PLACE in self.case.moved and opening.room.name not in self.case.after.opening_place:
            text = f"开标地点改为“{self.case.after.opening_place}”，开标场所仍为{opening.room}，请核对。"
            found.append(Finding("warning", "opening_room", text))
        return found


def load_standing(announcement: Announcement, *, now: datetime, entered: Mapping[str, Any] | None = None) -> Standing:
    """Return the newest version of a change with everything around it; `entered` stands in for what is stored."""
    times = (
        ChangeTimes.objects.select_related("version", "opening_room", "evaluation_room", "submitted_by", "changed_by")
        .filter(announcement=announcement)
        .get()
    )
    times.announcement = announcement
    version = announcement.versions.order_by("-version")[0]
    version.announcement = announcement
    planning = Planning.objects.select_related("project__agency").get(project=announcement.project_id)
    settings = load_settings(planning)
    corrected = corrected_with(announcement)
    blocks = blocks_of(version.body_safe)
    present = Times.of(settings)
    original = undone(announcement, present, settings.announced.announcement_no if settings.announced else "")
    is_unpublished_here = announcement.is_local and announcement.published_at is None
    return Standing(
        times=times,
        version=version,
        planning=planning,
        settings=settings,
        blocks=blocks,
        case=Case(
            table=change_table(version),
            said=what_is_said(version, corrected, original, blocks),
            present=present,
            original=original,
            entered={name: (entered or vars(times)).get(name) for name in FIELDS},
            method=planning.project.method,
            kind=planning.project.kind,
            # What is drafted here is not public before its approval: at this moment, at the earliest.
            published_at=now if is_unpublished_here else version.first_published_at,
            unaffected_reason=times.unaffected_reason,
            book=load_rule_book(timezone.localdate(now)),
            calendar=load_calendar(),
            now=now,
            overtaken=_overtaken(announcement),
            again=AGAIN_HERE if announcement.is_local else AGAIN,
        ),
        corrected=corrected,
        earlier=_earlier(announcement, corrected),
        has_tender=_has_tender(planning.project),
        is_text_open=announcement.is_local and _is_text_open(announcement),
    )


def what_is_said(
    version: AnnouncementVersion, corrected: Sequence[Announcement], present: Times, blocks: Sequence[Block]
) -> Said:
    """Return what a change says, on top of what the changes say that it corrects and that nobody has reviewed."""
    said = Said({})
    for announcement in reversed(corrected):
        earlier = announcement.versions.order_by("-version")[0]
        earlier.announcement = announcement
        said = _said(earlier, blocks_of(earlier.body_safe), present).over(said)
    return _said(version, blocks, present).over(said)


def corrected_with(announcement: Announcement) -> list[Announcement]:
    """Return the unsettled changes that this one corrects, one after the other, the last corrected first."""
    chain: list[Announcement] = []
    one = announcement.follows
    while one is not None and one.type == Announcement.Type.CHANGE and one.status in UNSETTLED:
        if one in (announcement, *chain):
            # Two that name each other: the province's mistake is no reason to go round for ever.
            break
        chain.append(one)
        one = one.follows
    return chain


def change_table(version: AnnouncementVersion) -> ChangeTable:
    """Return the facts of a change."""
    table = version.table
    assert isinstance(table, ChangeTable)
    return table


def _said(version: AnnouncementVersion, blocks: Sequence[Block], present: Times) -> Said:
    published_on = timezone.localdate(version.first_published_at)
    return said_in(change_table(version), blocks, published_on=published_on, present=present)


def _changes(project_id: int) -> AnnouncementQuerySet:
    return Announcement.objects.of_type(Announcement.Type.CHANGE).filter(project=project_id)


def _earlier(announcement: Announcement, corrected: Sequence[Announcement]) -> list[Announcement]:
    """Return what is to be settled before this change: times move change by change, in the order of publication."""
    at, pk = announcement.first_published_at, announcement.pk
    before = Q(first_published_at__lt=at) | Q(first_published_at=at, pk__lt=pk)
    found = _changes(announcement.project_id).filter(before, status__in=UNSETTLED)
    return list(found.exclude(pk__in=[one.pk for one in corrected]).order_by("first_published_at", "pk"))


def _overtaken(announcement: Announcement) -> frozenset[str]:
    """Return the fields that a change published later has set already: this one came late."""
    at, pk = announcement.first_published_at, announcement.pk
    later = Q(version__announcement__first_published_at__gt=at) | Q(
        version__announcement__first_published_at=at, version__announcement__pk__gt=pk
    )
    reviews = ChangeReview.objects.approved().filter(later, version__announcement__project=announcement.project_id)
    return frozenset(name for review in reviews for name in review.content["moved"])


def _has_tender(project: Project) -> bool:
    if project.method in WITHOUT_TENDER:
        return True
    tenders = Announcement.objects.published().of_type(Announcement.Type.TENDER)
    return tenders.filter(project=project).exists()


def _is_text_open(announcement: Announcement) -> bool:
    drafts = AnnouncementDraft.objects.filter(announcement=announcement)
    return drafts.filter(status__in=AnnouncementDraft.EDITABLE).exists()


def _problem(planning: Planning, wish: Wish, now: datetime) -> str:
    """Return why a room cannot be had; whose booking is in the way is not told."""
    if not wish.room.is_active:
        return f"{wish.room}已停用，请另选场所。"
    if wish.start <= now:
        return f"{datetime_cn(wish.start)} 已经过去，不能预约{wish.room}。"
    taken = RoomBooking.objects.filter(
        room=wish.room, released_at=None, period__overlap=DateTimeTZRange(wish.start, wish.end)
    ).exclude(planning=planning)
    times = "、".join(period_words(one.starts_at, one.ends_at) for one in taken.order_by("period"))
    return f"{wish.room}在 {times} 已被预约，请另选场所。" if times else ""
