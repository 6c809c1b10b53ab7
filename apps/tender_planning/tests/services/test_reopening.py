from datetime import datetime, timedelta

import pytest

from apps.accounts.models import Notification, User
from apps.core.actors import PLATFORM, Actor
from apps.core.exceptions import Refused, UnlawfulMove
from apps.core.models import AuditEntry, StatusChange
from apps.tender_planning.gates import may_edit
from apps.tender_planning.models import Planning, PlanningVersion, Sheet
from apps.tender_planning.services.issuing import issue_planning
from apps.tender_planning.services.reopening import reopen_planning

REASON = "变更公告：开标时间顺延"


def reopen(planning: Planning, at: datetime) -> None:
    reopen_planning(planning=planning, reason=REASON, actor=PLATFORM, now=at)


def test_an_approved_change_opens_the_next_version(issued: PlanningVersion, clerk: User, now: datetime) -> None:
    reopen(issued.planning, now)

    planning = Planning.objects.get()
    assert (planning.status, planning.issued_at) == (Planning.Status.EDITABLE, now)
    assert may_edit(planning, Sheet.Kind.SCHEDULE)
    second = issue_planning(planning=planning, user=clerk, actor=Actor.person(clerk), now=now + timedelta(days=1))
    assert second.version == 2
    assert PlanningVersion.objects.count() == 2


def test_it_is_told_with_its_reason(issued: PlanningVersion, clerk: User, now: datetime) -> None:
    Notification.objects.all().delete()

    reopen(issued.planning, now)

    assert Notification.objects.get().text.endswith("重新开放编制：变更公告：开标时间顺延")
    assert AuditEntry.objects.get(act="planning.reopened").details == {"reason": REASON}
    assert StatusChange.objects.filter(new_status="editable", reason=REASON).count() == 1


def test_without_a_reason_it_is_refused(issued: PlanningVersion, now: datetime) -> None:
    with pytest.raises(Refused, match="请写明"):
        reopen_planning(planning=issued.planning, reason=" ", actor=PLATFORM, now=now)

    assert Planning.objects.get().is_issued


def test_what_is_open_or_locked_is_not_reopened(planning: Planning, now: datetime) -> None:
    with pytest.raises(UnlawfulMove):
        reopen(planning, now)

    assert Planning.objects.get().status == Planning.Status.EDITABLE
