"""Two versions of an announcement side by side."""

from typing import Any

import pytest
from django.test import Client

from apps.announcements.models import Announcement
from apps.announcements.tests.attacks import ATTACKS
from apps.announcements.tests.conftest import Approve, Receive
from apps.announcements.tests.pages import read

pytestmark = pytest.mark.django_db


def address(announcement: Announcement, old: int, new: int) -> str:
    return f"/differences/{announcement.pk}/{old}/{new}/"


def test_the_fields_that_differ_stand_side_by_side(client: Client, receive: Receive) -> None:
    receive(title="第一稿", facts={"opening_place": "开标一室"})
    announcement = receive(version=3, title="第二稿", facts={"opening_place": "开标二室"})

    response = client.get(address(announcement, 1, 3))

    comparison = response.context["comparison"]
    assert [(row.label, row.before, row.after) for row in comparison.fields] == [
        ("标题", "第一稿", "第二稿"),
        ("开标地点", "开标一室", "开标二室"),
    ]
    assert comparison.same_fields == 17
    assert "2 项不同，17 项相同" in read(response).words
    assert response["X-Robots-Tag"] == "noindex"


def test_awards_are_compared_lot_by_lot(client: Client, receive: Receive) -> None:
    receive("T")
    announcement = receive("R", type="result")
    lots = announcement.versions.get().facts["lots"]
    receive("R", 2, type="result", facts={"lots": [lots[0] | {"amount": "3049999.99"}]})

    comparison = client.get(address(announcement, 1, 2)).context["comparison"]

    assert ("标段 1 金额", "3,050,000.00 元", "3,049,999.99 元") in [
        (row.label, row.before, row.after) for row in comparison.fields
    ]
    assert ("标段 2 供应商", "南阳示例教学设备有限公司（91411322MA9G000162）", "—") in [
        (row.label, row.before, row.after) for row in comparison.fields
    ]


def test_the_text_is_compared_line_by_line(client: Client, receive: Receive) -> None:
    receive(body_html="<p>一、概况</p><p>截止09时00分</p>")
    announcement = receive(version=2, body_html="<div>一、概况</div><p>截止09时30分</p>")

    markup = client.get(address(announcement, 1, 2)).content.decode()

    assert "截止09时<del>0</del>0分" in markup
    assert "截止09时<ins>3</ins>0分" in markup
    assert "公告要素没有不同。" in markup


def test_texts_that_are_too_long_are_not_compared(
    client: Client, receive: Receive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("apps.announcements.text_difference.MOST_LINES", 1)
    receive(body_html="<p>一</p><p>二</p>")
    announcement = receive(version=2)

    assert "正文过长，请分别打开两个版本对照。" in read(client.get(address(announcement, 1, 2))).words


@pytest.mark.parametrize(("old", "new"), [(2, 1), (1, 1), (1, 3), (0, 2), (10**20, 10**21)])
def test_versions_that_are_not_there_or_in_the_wrong_order_have_no_page(
    client: Client, receive: Receive, old: int, new: int
) -> None:
    receive()
    announcement = receive(version=2)

    assert client.get(address(announcement, old, new)).status_code == 404


def test_a_version_that_nobody_approved_is_not_compared(client: Client, receive: Receive, approve: Approve) -> None:
    receive("T")
    change = approve(receive("C", type="change"))
    receive("C", 2, type="change", title="未审核")

    assert client.get(address(change, 1, 2)).status_code == 404


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_attack_in_field_or_text_acts(client: Client, receive: Receive, attack: str) -> None:
    receive("T")
    title = attack.replace("\x00", "")[:200]
    receive("R", type="result", body_html="<p>一</p>")
    announcement = receive("R", 2, type="result", title=title, body_html=f"<p>一</p>{attack}<pre>{attack}</pre>")

    found = read(client.get(address(announcement, 1, 2)))

    assert found.foreign_scripts() == []
    assert {name for _, attributes in found.elements for name in attributes if name.startswith("on")} == set()
    assert [tag for tag, _ in found.elements if tag in {"iframe", "object", "embed", "svg", "math", "style"}] == []


def test_the_page_costs_three_queries(client: Client, receive: Receive, django_assert_num_queries: Any) -> None:
    for version in range(1, 6):
        announcement = receive(version=version, body_html=f"<p>{version}</p>")

    with django_assert_num_queries(3):
        client.get(address(announcement, 2, 5))
