"""What 立项信息 keeps from being issued."""

from datetime import datetime

from django.utils import timezone

from apps.acceptance.models import Project
from apps.conftest import PlanFactory
from apps.core.working_days import load_calendar
from apps.tender_planning.inspections.context import Context
from apps.tender_planning.inspections.setup import UNCHECKED, inspect
from apps.tender_planning.models import Planning, ProjectSetup, Room
from apps.tender_planning.rules.book import load_rule_book


def found(planning: Planning, now: datetime) -> list[tuple[str, str]]:
    planning.project = Project.objects.select_related("plan", "agency").get(pk=planning.project_id)
    rules = load_rule_book(timezone.localdate(now))
    findings = inspect(Context(planning, list(planning.project.lots.all()), rules, load_calendar(), now))
    assert {finding.level for finding in findings} <= {"error"}
    return [(finding.place, finding.text) for finding in findings]


def test_a_new_setup_lacks_its_place_its_limit_and_the_check(planning: Planning, now: datetime) -> None:
    assert found(planning, now) == [
        ("decryption_minutes", "投标（响应）文件加密的，须规定解密时限。"),
        ("hall", "不见面开标须选择不见面开标大厅。"),
        ("", UNCHECKED),
    ]


def test_a_checked_one_has_nothing_to_be_said_of_it(planning: Planning, rooms: dict[str, Room], now: datetime) -> None:
    ProjectSetup.objects.update(decryption_minutes=30, room=rooms["不见面开标大厅"], checked_at=now)

    assert found(planning, now) == []


def test_what_was_checked_is_looked_at_again(planning: Planning, rooms: dict[str, Room], now: datetime) -> None:
    ProjectSetup.objects.update(decryption_minutes=30, room=rooms["不见面开标大厅"], checked_at=now)
    Room.objects.update(is_active=False)
    assert found(planning, now) == [("hall", "“不见面开标大厅”已停用，请另选。")]

    Project.objects.update(is_remote_opening=False)
    assert [place for place, _ in found(planning, now)] == ["opening_room"]


def test_a_plan_that_the_province_took_back_keeps_everything_from_being_issued(
    planning: Planning, rooms: dict[str, Room], make_plan: PlanFactory, now: datetime
) -> None:
    ProjectSetup.objects.update(decryption_minutes=30, room=rooms["不见面开标大厅"], checked_at=now)

    make_plan(version=2, is_withdrawn=True)

    assert found(planning, now) == [("", "采购计划已被省采购系统撤回，不能发出，请联系采购人和交易中心。")]


def test_a_plan_that_another_agency_has_now_keeps_everything_from_being_issued(
    planning: Planning, rooms: dict[str, Room], recommission: PlanFactory, now: datetime
) -> None:
    ProjectSetup.objects.update(decryption_minutes=30, room=rooms["不见面开标大厅"], checked_at=now)

    recommission()

    assert found(planning, now) == [("", "采购计划已改为委托其他代理机构，不能发出，请联系采购人和交易中心。")]
