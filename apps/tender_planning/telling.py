"""Who is told what of a preparation; each is called inside the transaction of its act."""

from datetime import datetime

from django.urls import reverse

from apps.accounts.notifying import agency_staff, center_reviewers, notify
from apps.tender_planning.models import Planning, PlanningVersion


def tell_opened(planning: Planning, now: datetime) -> None:
    """Tell the agency that it can go to work."""
    _tell_agency(planning, f"{_name(planning)}的采购公告已发布，招标文件等内容开放编制。", now)


def tell_closed(planning: Planning, now: datetime) -> None:
    """Tell the agency that it has to wait again."""
    text = f"{_name(planning)}的采购公告已撤回，暂停编制；已填写的内容保留，公告重新发布后继续。"
    _tell_agency(planning, text, now)


def tell_issued(version: PlanningVersion, now: datetime) -> None:
    """Tell the agency's colleagues, and the center, what is in force now."""
    planning = version.planning
    text = f"{_name(planning)}的招标文件第 {version.version} 版已由{version.issued_by.full_name}发出。"
    numbers = [planning.project_id, version.version]
    notify(
        agency_staff(planning.project.agency),
        text=text,
        url=reverse("tender_planning:version", args=numbers),
        now=now,
    )
    notify(
        center_reviewers(),
        text=text,
        url=reverse("admin:tender_planning_planningversion_change", args=[version.pk]),
        now=now,
    )


def tell_reopened(planning: Planning, reason: str, now: datetime) -> None:
    """Tell the agency that the next version can be prepared, and why."""
    _tell_agency(planning, f"{_name(planning)}重新开放编制：{reason}", now)


def _tell_agency(planning: Planning, text: str, now: datetime) -> None:
    notify(
        agency_staff(planning.project.agency),
        text=text,
        url=reverse("tender_planning:overview", args=[planning.project_id]),
        now=now,
    )


def _name(planning: Planning) -> str:
    return f"{planning.project.project_no}“{planning.project.name}”"
