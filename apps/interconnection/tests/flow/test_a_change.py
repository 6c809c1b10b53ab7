"""变更公告 through both systems: from the province's text to the province's ledger."""

from datetime import timedelta

import pytest
from django.utils import timezone

from apps.acceptance.models import Project
from apps.accounts.models import User
from apps.announcements.changes.content import content_of
from apps.announcements.changes.standing import load_standing
from apps.announcements.models import Announcement, ChangeTimes
from apps.announcements.services.change_reviews import approve_change
from apps.announcements.services.changes import submit_change
from apps.core.actors import Actor
from apps.core.freezing import digest
from apps.core.models import OutboxMessage
from apps.interconnection.tests.flow.conftest import Work
from apps.interconnection.tests.flow.systems import Systems, eventually

pytestmark = pytest.mark.flow


def arrived(announcement_no: str, status: str) -> Announcement:
    return eventually(
        lambda: Announcement.objects.filter(announcement_no=announcement_no, status=status).first(),
        what=f"announcement {announcement_no} is {status}",
    )


def approve(change: Announcement) -> OutboxMessage:
    """Let the agency submit the times as they were filled in, and the center approve them."""
    clerk, reviewer = User.objects.get(username="wancheng"), User.objects.get(username="reviewer")
    revision, now = ChangeTimes.objects.get(announcement=change).revision, timezone.now()
    submit_change(announcement=change, revision=revision, user=clerk, actor=Actor.person(clerk), now=now)
    approve_change(
        announcement=change,
        sm3=digest(content_of(load_standing(change, now=now))),
        reviewer=reviewer,
        actor=Actor.person(reviewer),
        now=now,
    )
    return OutboxMessage.objects.filter(topic="schedules", subject_key=change.project.project_no).latest("pk")


def schedules(work: Work, project: Project) -> dict[str, object]:
    """Return what the province's ledger says of the project's times."""
    projects = work.systems.control("GET", f"ledger?project_no={project.project_no}")["projects"]
    found: dict[str, object] = projects[project.project_no].get("schedules", {})
    return found


def test_the_province_has_the_schedule_once_and_the_public_page_shows_it(systems: Systems, work: Work) -> None:
    project = work.submit(work.file_plan())
    work.delivered(work.accept(project))
    tender_no = systems.control("POST", "announcements", {"project_no": project.project_no})["announcement_no"]
    tender = arrived(tender_no, "published")
    assert tender.bid_deadline is not None
    # Nine in the morning, on a working day or not: days off are warned of.
    moved = timezone.localtime(tender.bid_deadline + timedelta(days=21)).replace(hour=9, minute=0)
    said = f"{moved:%Y}年{moved:%m}月{moved:%d}日09时00分"

    answer = systems.control(
        "POST",
        "announcements",
        {
            "type": "change",
            "project_no": project.project_no,
            "corrects": tender_no,
            "facts": {
                "subject": "announcement",
                "items": [
                    {"label": "投标（响应文件提交）截止时间", "before": "", "after": said},
                    {"label": "开标（开启）时间", "before": "", "after": said},
                ],
                "postponed": True,
            },
        },
    )
    change = arrived(answer["announcement_no"], "awaiting_times")
    times = ChangeTimes.objects.get(announcement=change)
    assert (times.bid_deadline, times.opening_at) == (moved, moved)
    message = work.delivered(approve(change))

    assert message.receipt
    told = schedules(work, project)
    assert (told["versions"], told["takings"], told["receipts"]) == ([1], 1, [message.receipt])
    systems.reads(f"/announcements/{tender.pk}/", f"{moved.year}年{moved.month}月{moved.day}日 09:00")
    assert moved == Announcement.objects.get(pk=tender.pk).bid_deadline
