"""The page 立项信息."""

from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from apps.acceptance.models import Project
from apps.accounts.models import User
from apps.accounts.tests.test_admin import inline_code
from apps.conftest import PlanFactory, signed_in
from apps.core.models import AuditEntry, OutboxMessage
from apps.tender_planning.models import Planning, ProjectSetup, Room, Sheet

Rooms = dict[str, Room]


@pytest.fixture
def client(clerk: User) -> Client:
    return signed_in(clerk)


def address(planning: Planning) -> str:
    return f"/agency/projects/{planning.project_id}/planning/setup/"


def form(revision: int = 0, **changes: Any) -> dict[str, Any]:
    return {
        "revision": revision,
        "is_encrypted": "yes",
        "is_remote_opening": "yes",
        "decryption_minutes": "30",
        "hall": "",
        "opening_room": "",
        "remarks": "",
    } | changes


def everything() -> tuple[Any, ...]:
    return (
        list(Project.objects.values()),
        list(ProjectSetup.objects.values()),
        list(OutboxMessage.objects.values("pk")),
        list(Sheet.objects.values()),
        AuditEntry.objects.exclude(act="user.signed_in").count(),
    )


def test_shows_what_the_plan_brought_read_only_and_says_what_a_change_does(client: Client, locked: Planning) -> None:
    before = everything()

    page = client.get(address(locked)).text

    assert (
        page.index("由计划带入")
        < page.index("方城县教育体育局义务教育学校教学设备采购项目")
        < page.index("受理时填写")
    )
    assert 'name="budget"' not in page
    assert "标段立即以新版本重新推送" in page
    assert "尚未核对" in page
    assert everything() == before


def test_without_a_plan_nothing_is_said_of_the_province(client: Client, locked: Planning) -> None:
    Project.objects.update(plan=None, plan_version=None)

    page = client.get(address(locked)).text

    assert "重新推送" not in page
    assert "由计划带入" not in page
    assert "无需推送" in page


def test_a_new_sheet_has_the_usual_decryption_limit(client: Client, locked: Planning) -> None:
    assert client.get(address(locked)).context["form"]["decryption_minutes"].value() == 30


def test_only_rooms_of_the_right_kind_that_are_in_use_are_offered(
    client: Client, locked: Planning, rooms: Rooms
) -> None:
    Room.objects.filter(name="开标二室").update(is_active=False)

    fields = client.get(address(locked)).context["form"].fields

    assert [room.name for room in fields["hall"].queryset] == ["不见面开标大厅"]
    assert [room.name for room in fields["opening_room"].queryset] == ["开标一室"]


def test_checking_says_by_whom(client: Client, planning: Planning, rooms: Rooms) -> None:
    data = form(hall=rooms["不见面开标大厅"].pk, check="1")

    response = client.post(address(planning), data, follow=True)

    assert "立项信息已核对。" in response.text
    assert "李经办 于" in response.text
    assert ProjectSetup.objects.get().checked_at is not None


def test_a_decisive_change_shows_the_new_push_with_its_version(
    client: Client, planning: Planning, rooms: Rooms
) -> None:
    data = form(is_remote_opening="no", opening_room=rooms["开标一室"].pk, save="1")

    response = client.post(address(planning), data, follow=True)

    assert "推送的是第 2 版：李经办 于" in response.text
    assert "标段正在推送" in response.text
    OutboxMessage.objects.filter(version=2).update(attempts=2, last_error="省系统没有应答")
    assert "推送暂未成功，系统将自动重试" in client.get(address(planning)).text
    OutboxMessage.objects.filter(version=2).update(
        status="delivered", receipt="HN-R-0002", delivered_at=planning.begun_at
    )
    assert "HN-R-0002" in client.get(address(planning)).text


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"is_encrypted": "no"}, "is_encrypted", "不见面开标须由供应商远程解密"),
        ({"is_encrypted": ""}, "is_encrypted", "请选择“是”或“否”。"),
        ({"decryption_minutes": "5"}, "decryption_minutes", "解密时限应在 10 至 240 分钟之间。"),
        ({"decryption_minutes": "半小时"}, "decryption_minutes", "请填写整数，单位为分钟。"),
        ({"hall": "999999"}, "hall", "所选场所已停用或不存在，请另选。"),
        ({"check": "1"}, "hall", "不见面开标须选择不见面开标大厅。"),
        ({"is_remote_opening": "no", "check": "1"}, "opening_room", "现场开标须选择开标室。"),
        ({"decryption_minutes": "", "check": "1"}, "decryption_minutes", "投标（响应）文件加密的，须规定解密时限。"),
        ({"remarks": "a\x00b"}, "remarks", "控制字符"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_stores_nothing(
    client: Client, planning: Planning, changes: dict[str, Any], field: str, words: str
) -> None:
    before = everything()

    response = client.post(address(planning), form(**changes))

    assert words in response.context["form"].errors[field][0]
    assert everything() == before


def test_the_second_of_two_clerks_sees_what_differs_and_loses_nothing(
    client: Client, planning: Planning, rooms: Rooms, colleague: User
) -> None:
    client.post(address(planning), form(hall=rooms["不见面开标大厅"].pk))
    before = everything()
    other = signed_in(colleague)

    response = other.post(address(planning), form(decryption_minutes="60", remarks="我的备注"))

    assert response.status_code == 409
    assert "李经办刚刚保存过" in response.text
    assert [(row.label, row.before, row.after) for row in response.context["differences"]] == [
        ("解密时限", "30 分钟", "60 分钟"),
        ("开标场所", "不见面开标大厅（三楼）", "—"),
        ("备注", "—", "我的备注"),
    ]
    assert "我的备注</textarea>" in response.text
    assert everything() == before

    again = form(response.context["form"]["revision"].value(), decryption_minutes="60")
    assert other.post(address(planning), again).status_code == 302


def test_what_the_province_would_refuse_is_told_with_what_was_typed(
    client: Client, planning: Planning, recommission: PlanFactory
) -> None:
    recommission()
    before = everything()

    response = client.post(address(planning), form(is_remote_opening="no", remarks="写好的话"))

    assert response.status_code == 409
    assert "已改为委托其他代理机构" in response.text
    assert "写好的话</textarea>" in response.text
    assert everything() == before


def test_a_closed_sheet_is_read_and_refuses(client: Client, planning: Planning) -> None:
    Project.objects.update(status="terminated")
    before = everything()

    page = client.get(address(planning))
    pressed = client.post(address(planning), form(remarks="请提前到场。"))

    assert "现在不能修改" in page.text
    assert "<form" not in page.text[page.text.index('class="planning__sheet"') :]
    assert pressed.status_code == 409
    assert "项目已终止，不能修改。" in pressed.text
    assert "<dd>请提前到场。</dd>" in pressed.text
    assert everything() == before


def test_another_agency_finds_nothing_and_changes_nothing(planning: Planning, stranger: User) -> None:
    other = signed_in(stranger)
    before = everything()

    responses = [other.get(address(planning)), other.post(address(planning), form(is_remote_opening="no"))]

    assert [response.status_code for response in responses] == [404, 404]
    assert everything() == before


def test_the_page_costs_a_fixed_number_of_queries(
    client: Client, planning: Planning, rooms: Rooms, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.post(address(planning), form(hall=rooms["不见面开标大厅"].pk, check="1"))
    client.get(address(planning))

    with django_assert_num_queries(14):
        client.get(address(planning))


def test_the_page_obeys_the_content_security_policy(client: Client, planning: Planning) -> None:
    response = client.get(address(planning))

    assert "unsafe" not in response.headers["Content-Security-Policy"]
    assert inline_code(response.text) == []
