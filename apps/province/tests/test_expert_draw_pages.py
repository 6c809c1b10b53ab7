"""专家抽取, as an officer orders it."""

from typing import Any

import pytest
import requests

from apps.province.canonical import payload_digest
from apps.province.filings import ExpertDrawFiling
from apps.province.tests.announcing import PROJECT, announced_project, evaluate, new_page
from apps.province.tests.peer import PURCHASER, Peer
from apps.province.tests.test_pages import get, path_of


def draw_form(**fields: Any) -> dict[str, Any]:
    """Return an order of four experts for both lots, sealed until a morning that is over."""
    return {
        "lot_nos": ["1", "2"],
        "required": "4",
        "evaluation_at": "2026-03-23T10:00",
        "sealed_until": "2026-03-23T09:30",
        "redraw_of": "",
        "form_key": "a" * 32,
        **fields,
    }


@pytest.fixture
def plan_no(province: Peer) -> str:
    return announced_project(province)


def order(province: Peer, officer: requests.Session, plan_no: str, **fields: Any) -> requests.Response:
    """Order a draw on its page."""
    return province.post_form(officer, f"/projects/{plan_no}/wizard/expert-draw/", draw_form(**fields))


def draws(province: Peer) -> list[Any]:
    """Return the draws of the feed, checked as the exchange writes them."""
    items = province.feed("expert-draws")["items"]
    for item in items:
        ExpertDrawFiling.model_validate(item["payload"])
        assert item["digest"] == payload_digest(item["payload"])
    return list(items)


def test_the_page_proposes_the_smallest_lawful_number_and_an_hour_after_the_opening(
    province: Peer, officer: requests.Session, plan_no: str
) -> None:
    page = get(province, officer, f"/projects/{plan_no}/wizard/expert-draw/").text

    assert 'name="required" value="4"' in page
    assert 'name="evaluation_at" value="2026-03-23T10:00"' in page


def test_experts_are_drawn_and_pushed(province: Peer, officer: requests.Session, plan_no: str) -> None:
    response = order(province, officer, plan_no)

    [item] = draws(province)
    payload = item["payload"]
    assert path_of(response) == f"/expert-draws/{item['key']}/"
    assert (item["version"], item["op"]) == (1, "upsert")
    assert (payload["project_no"], payload["lot_nos"], payload["required"]) == (PROJECT, ["1", "2"], 4)
    assert payload["evaluation_at"] == "2026-03-23T10:00:00+08:00"
    assert payload["sealed_until"] == "2026-03-23T09:30:00+08:00"
    assert "redraw_of" not in payload
    experts = payload["experts"]
    assert len({expert["expert_no"] for expert in experts}) == 4
    assert [expert["status"] for expert in experts] == ["confirmed"] * 4
    assert [expert["is_chair"] for expert in experts] == [True, False, False, False]
    assert PURCHASER["name"] not in {expert["employer"] for expert in experts}


def test_only_the_wanted_specialties_are_drawn(province: Peer, officer: requests.Session, plan_no: str) -> None:
    order(province, officer, plan_no, specialties=["法律"])

    [item] = draws(province)
    assert all("法律" in expert["specialties"] for expert in item["payload"]["experts"])


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"required": "0"}, "大于或等于"),
        ({"required": "20", "specialties": ["教学仪器设备"]}, "专家库中符合条件且不需回避的专家只有"),
        ({"sealed_until": "2026-03-23T10:01"}, "密封期不得超过评审时间"),
        ({"redraw_of": "CQ-1"}, "选择一个有效的选项"),
        ({"lot_nos": []}, "这个字段是必填项"),
    ],
)
def test_a_wrong_order_is_told_and_nobody_is_drawn(
    province: Peer, officer: requests.Session, plan_no: str, fields: dict[str, Any], message: str
) -> None:
    response = order(province, officer, plan_no, **fields)

    assert message in response.text
    assert draws(province) == []


def test_the_same_page_sent_twice_draws_once(province: Peer, officer: requests.Session, plan_no: str) -> None:
    first = order(province, officer, plan_no)

    second = order(province, officer, plan_no)

    assert "该页面已提交过" in second.text
    assert path_of(second) == path_of(first)
    assert len(draws(province)) == 1


def test_nobody_is_drawn_before_the_tender_announcement(province: Peer, officer: requests.Session) -> None:
    plan_no = province.lots_of("P-2")

    response = order(province, officer, plan_no, lot_nos=["1"])

    assert "采购公告发布后才能抽取专家" in response.text
    assert draws(province) == []


def test_a_redraw_names_the_draw_that_it_replaces_and_leaves_its_experts_out(
    province: Peer, officer: requests.Session, plan_no: str
) -> None:
    order(province, officer, plan_no, required="20")
    [first] = draws(province)

    order(province, officer, plan_no, required="20", redraw_of=first["key"], form_key="b" * 32)

    second = draws(province)[1]
    assert second["payload"]["redraw_of"] == first["key"]
    numbers = [{expert["expert_no"] for expert in item["payload"]["experts"]} for item in (first, second)]
    assert numbers[0] & numbers[1] == set()


def secrets_of(item: Any) -> list[str]:
    """Return what of a draw must stay secret."""
    return [expert[name] for expert in item["payload"]["experts"] for name in ("name", "id_card", "phone")]


@pytest.mark.parametrize("where", ["list", "detail", "wizard", "result"])
def test_a_sealed_draw_shows_no_names(province: Peer, officer: requests.Session, plan_no: str, where: str) -> None:
    order(province, officer, plan_no, sealed_until="2999-03-23T09:00", evaluation_at="2999-03-23T10:00")
    evaluate(province)
    [item] = draws(province)
    path = {
        "list": "/expert-draws/",
        "detail": f"/expert-draws/{item['key']}/",
        "wizard": f"/projects/{plan_no}/wizard/",
        "result": new_page(plan_no, "result"),
    }[where]

    page = get(province, officer, path).text

    assert [secret for secret in secrets_of(item) if secret in page] == []


def test_the_time_alone_does_not_unseal(province: Peer, officer: requests.Session, plan_no: str) -> None:
    order(province, officer, plan_no)
    [item] = draws(province)
    before = get(province, officer, f"/expert-draws/{item['key']}/").text

    evaluate(province)

    after = get(province, officer, f"/expert-draws/{item['key']}/").text
    listed = get(province, officer, "/expert-draws/").text
    result = get(province, officer, new_page(plan_no, "result")).text
    names = [expert["name"] for expert in item["payload"]["experts"]]
    assert [secret for secret in secrets_of(item) if secret in before] == []
    assert all(secret in after for secret in secrets_of(item))
    assert [name for name in names if name in listed] == []
    assert all(f'value="{name}"' in result for name in names)


def attendance(item: Any, *statuses: str, chair: int | None = 0, version: int = 1) -> dict[str, Any]:
    """Return the form that says what became of the experts."""
    experts = item["payload"]["experts"]
    return {
        **{f"status-{position}": status for position, status in enumerate(statuses)},
        "chair": experts[chair]["expert_no"] if chair is not None else "",
        "version": version,
    }


def test_for_a_replaced_expert_another_is_drawn_in_a_new_version(
    province: Peer, officer: requests.Session, plan_no: str
) -> None:
    order(province, officer, plan_no)
    [first] = draws(province)
    form = attendance(first, "confirmed", "replaced", "absent", "confirmed", chair=3)

    response = province.post_form(officer, f"/expert-draws/{first['key']}/", form)

    second = draws(province)[1]
    experts = second["payload"]["experts"]
    assert "到场情况已登记" in response.text
    assert second["version"] == 2
    assert [expert["status"] for expert in experts] == ["confirmed", "replaced", "absent", "confirmed", "confirmed"]
    assert [expert["is_chair"] for expert in experts] == [False, False, False, True, False]
    assert len({expert["expert_no"] for expert in experts}) == 5
    # The substitute knows the field of the one who left.
    assert set(experts[4]["specialties"]) & set(experts[1]["specialties"])


@pytest.mark.parametrize(
    ("statuses", "change", "message"),
    [
        (("confirmed",) * 4, {}, "到场情况没有变化"),
        (("absent", "confirmed", "confirmed", "confirmed"), {}, "组长须是确认参加的专家"),
        (("confirmed", "absent", "confirmed", "confirmed"), {"version": 7}, "刚被他人修改"),
        (("confirmed", "lost", "confirmed", "confirmed"), {}, "选择一个有效的选项"),
    ],
)
def test_wrong_attendance_is_told_and_not_pushed(
    province: Peer, officer: requests.Session, statuses: tuple[str, ...], change: dict[str, int], message: str
) -> None:
    order(province, officer, announced_project(province))
    [item] = draws(province)
    form = attendance(item, *statuses) | change

    response = province.post_form(officer, f"/expert-draws/{item['key']}/", form)

    assert message in response.text
    assert len(draws(province)) == 1


def test_who_was_replaced_does_not_come_back(province: Peer, officer: requests.Session, plan_no: str) -> None:
    order(province, officer, plan_no)
    [item] = draws(province)
    path = f"/expert-draws/{item['key']}/"
    province.post_form(officer, path, attendance(item, "confirmed", "replaced", "confirmed", "confirmed"))

    back = attendance(item, *("confirmed",) * 5, version=2)
    response = province.post_form(officer, path, back)

    assert "选择一个有效的选项" in response.text
    assert len(draws(province)) == 2


def test_a_draw_through_the_driving_api_is_shown_too(province: Peer, officer: requests.Session, plan_no: str) -> None:
    order(province, officer, plan_no)
    [item] = draws(province)

    province.control("POST", "expert-draws", {**item["payload"], "draw_no": "抽取/9", "project_no": "P-9"})

    assert "抽取/9" in get(province, officer, "/expert-draws/?words=P-9").text
    assert get(province, officer, "/expert-draws/抽取/9/").status_code == 200


def test_a_draw_that_does_not_exist_is_said_in_chinese(province: Peer, officer: requests.Session) -> None:
    response = get(province, officer, "/expert-draws/none/")

    assert response.status_code == 404
    assert "没有这个页面" in response.text
