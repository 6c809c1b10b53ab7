"""An announcement arrives: public at once and unaltered, or, a change, kept for its review.

It comes from the province, or was drafted here for a project without a plan: everything after its arrival is the same.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from apps.acceptance.models import Project
from apps.announcements.columns import write_columns
from apps.announcements.exceptions import Misplaced, ProjectMissing
from apps.announcements.facts import lot_nos_of
from apps.announcements.following import link, require_predecessor
from apps.announcements.models import Announcement, AnnouncementVersion
from apps.announcements.services.changes import begin_times
from apps.announcements.services.publishing import publish, show_last_state, take_down
from apps.announcements.services.versions import Arrival, keep_version
from apps.core import audit
from apps.core.actors import PLATFORM, PROVINCE, Actor
from apps.core.status import move

Status = Announcement.Status


@transaction.atomic
def receive_announcement(
    *,
    arrival: Arrival,
    now: datetime,
    is_outdated: bool = False,
    origin: Announcement.Origin = Announcement.Origin.PROVINCE,
    actor: Actor = PROVINCE,
) -> Announcement | None:
    """Store a version of an announcement and show it, or have its times settled; None when a newer one is known.

    A change waits for its times; whatever was settled for an older version of it is to be settled
    again, and what of it was approved stays public meanwhile. With `is_outdated` a higher version
    has come already and is still to be handled: this one is kept, and makes nothing public.
    `origin` says where it was drafted, `actor` who brings it.

    Twice: the second time the version is not newer, and nothing happens. Two at once: the project
    is locked, and after it the announcement.

    Raises ProjectMissing, PredecessorMissing while what it belongs to or follows is not here;
    Misplaced when it contradicts what is.
    """
    project = _locked_project(arrival)
    announcement = _locked(arrival.announcement_no)
    if announcement is not None and announcement.version >= arrival.version:
        return None
    if project is None:
        raise ProjectMissing(f"公告所属项目“{arrival.project_no}”尚未在本平台受理。")
    _require_sameness(announcement, arrival, project, origin)
    if (project.plan_id is None) != (origin == Announcement.Origin.LOCAL):
        # What the province sends is public with nobody's consent: only for projects that it knows.
        raise Misplaced(f"项目“{project.project_no}”未选择采购计划，公告在本平台拟定，请与省系统核对。")
    require_predecessor(
        announcement_no=arrival.announcement_no,
        announcement_type=arrival.type,
        corrects_no=arrival.corrects_no,
        project=project,
    )
    version = _keep(announcement, arrival, project, origin, now)
    announcement = version.announcement
    if arrival.is_withdrawn:
        _withdraw(announcement, version, now)
    elif is_outdated:
        link(project)
    else:
        _show(announcement, version, actor, now)
    known = set(project.lots.values_list("lot_no", flat=True))
    named = {*arrival.lot_nos, *lot_nos_of(version.table)}
    _record(
        announcement,
        actor,
        now,
        {"version": arrival.version, "原文SM3": version.body_sm3, "未受理的标段": sorted(named - known)},
    )
    return announcement


@transaction.atomic
def withdraw_announcement(*, announcement_no: str, version: int, now: datetime) -> Announcement | None:
    """Take a known announcement down; None when it is unknown, or this or a newer version is known.

    For a withdrawal of the province's whose content cannot be used: no version is kept, the number alone counts.
    Twice: the second time the version is not newer. Two at once: the rows are locked.
    """
    owner = Project.objects.select_for_update(of=("self",)).filter(announcements__announcement_no=announcement_no)
    project = owner.first()
    announcement = _locked(announcement_no)
    if project is None or announcement is None or announcement.is_local or announcement.version >= version:
        return None
    announcement.version = version
    announcement.save(update_fields=["version"])
    take_down(announcement, now=now)
    _record(announcement, PROVINCE, now, {"version": version})
    return announcement


def _locked_project(arrival: Arrival) -> Project | None:
    """Lock the project first and what hangs on it afterwards: the order is the same everywhere."""
    accepted = Project.objects.select_for_update(of=("self",)).filter(accepted_at__isnull=False)
    return accepted.select_related("agency").filter(project_no=arrival.project_no).first()


def _locked(announcement_no: str) -> Announcement | None:
    known = Announcement.objects.select_for_update(of=("self",)).select_related("project__agency")
    return known.filter(announcement_no=announcement_no).first()


def _require_sameness(
    announcement: Announcement | None, arrival: Arrival, project: Project, origin: Announcement.Origin
) -> None:
    """Refuse a version that makes another thing of the announcement: what follows it would hang in the air."""
    if announcement is None:
        return
    if announcement.origin != origin:
        raise Misplaced(f"该公告来自{announcement.get_origin_display()}，公告编号重复，请核对。")
    if announcement.project_id != project.pk:
        raise Misplaced(f"该公告此前属于项目“{announcement.project.project_no}”，请与省系统核对。")
    if announcement.type != arrival.type:
        raise Misplaced(f"该公告此前是{announcement.get_type_display()}，请与省系统核对。")


def _keep(
    announcement: Announcement | None,
    arrival: Arrival,
    project: Project,
    origin: Announcement.Origin,
    now: datetime,
) -> AnnouncementVersion:
    if announcement is None:
        announcement = Announcement(
            announcement_no=arrival.announcement_no,
            type=arrival.type,
            project=project,
            origin=origin,
            version=arrival.version,
            first_published_at=arrival.first_published_at,
        )
        announcement.save(force_insert=True)
    else:
        announcement.version = arrival.version
        announcement.save(update_fields=["version"])
    version = keep_version(announcement, arrival, now)
    if announcement.published_at is None:
        write_columns(announcement, version)
    return version


def _show(announcement: Announcement, version: AnnouncementVersion, actor: Actor, now: datetime) -> None:
    if announcement.type != Announcement.Type.CHANGE:
        # What the province publishes is shown by nobody's decision.
        publish(version, now=now, actor=actor if announcement.is_local else PLATFORM)
        return
    if announcement.status != Status.AWAITING_TIMES:
        reason = (
            ""
            if announcement.status == Status.RECEIVED
            else "代理机构修改了公告文字"
            if announcement.is_local
            else "省采购系统发来新版本"
        )
        move(announcement, Status.AWAITING_TIMES, actor=actor, now=now, reason=reason)
    link(announcement.project)
    announcement.refresh_from_db(fields=["follows"])
    begin_times(version, now=now)


def _withdraw(announcement: Announcement, version: AnnouncementVersion, now: datetime) -> None:
    """Take it down; what nobody reviewed does not become public by being taken back."""
    if announcement.published_at is not None and announcement.type != Announcement.Type.CHANGE:
        show_last_state(version, now=now)
    take_down(announcement, now=now)


def _record(announcement: Announcement, actor: Actor, now: datetime, details: Mapping[str, Any]) -> None:
    audit.record(
        act=f"announcement.{announcement.status}",
        summary=f"{announcement.get_status_display()}{announcement.get_type_display()}"
        f"第{announcement.version}版：{announcement.title}",
        subject=announcement,
        actor=actor,
        now=now,
        details=details,
    )
