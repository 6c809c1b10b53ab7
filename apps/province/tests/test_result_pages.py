"""结果公告 and 结果更正公告, as an officer drafts them."""

from typing import Any

import pytest
import requests

from apps.province.tests.announcing import (
    PARTS,
    WINNER,
    announced_project,
    award,
    compose,
    evaluate,
    last_payload,
    new_page,
    publish_result,
    table,
    write_and_publish,
)
from apps.province.tests.peer import SUPPLIER, Peer
from apps.province.tests.test_pages import get, path_of

GOODS = {"name": "电子白板", "brand": "示例牌", "model": "SL-86", "quantity": "100", "unit_price": "9000"}
CHAIR = {"name": "陈示例", "role": "expert", "is_chair": "on"}
REPRESENTATIVE = {"name": "李示例", "role": "purchaser_representative"}


def lot_fields(position: int, *items: dict[str, str], **fields: str) -> dict[str, Any]:
    """Return the fields of one lot that is included."""
    prefix = f"lot-{position}"
    filled = {
        "is_included": "on",
        "supplier_name": WINNER["name"],
        "supplier_uscc": WINNER["uscc"],
        "supplier_address": WINNER["address"],
        "amount": "900000",
        "rate": "",
        "score": "92.5",
        **fields,
    }
    return {**{f"{prefix}-{name}": value for name, value in filled.items()}, **table(f"{prefix}-items", *items)}


def result_form(*items: dict[str, str], **fields: Any) -> dict[str, Any]:
    """Return a result of lot 1, lot 2 left out."""
    return {
        **PARTS,
        "title": "示例采购项目中标结果公告",
        "fee_standard": "示例标准",
        "fee_amount": "9000",
        "notice_working_days": "1",
        **lot_fields(0, *(items or (GOODS,))),
        **table("lot-1-items"),
        **table("experts", CHAIR, REPRESENTATIVE),
        **fields,
    }


def test_the_first_candidate_and_the_term_of_notice_are_filled_in(province: Peer, officer: requests.Session) -> None:
    plan_no = announced_project(province)
    evaluate(province)

    page = get(province, officer, new_page(plan_no, "result")).text

    assert f'value="{WINNER["name"]}"' in page
    assert 'value="900000.00"' in page
    assert SUPPLIER["name"] not in page
    assert '<input type="number" name="notice_working_days" value="1"' in page
    # Lot 2 failed: it is offered, but not chosen.
    assert '<input type="checkbox" name="lot-0-is_included" id="id_lot-0-is_included" checked>' in page
    assert '<input type="checkbox" name="lot-1-is_included" id="id_lot-1-is_included">' in page


def test_a_result_is_published_with_its_facts_and_files(province: Peer, officer: requests.Session) -> None:
    plan_no = announced_project(province)
    file = {"added": ("采购文件.pdf", b"%PDF-1.7", "application/pdf")}

    response = write_and_publish(province, officer, new_page(plan_no, "result"), result_form(), files=file)

    payload = last_payload(province)
    assert path_of(response) == f"/announcements/{payload['announcement_no']}/"
    assert (payload["type"], payload["lot_nos"]) == ("result", ["1"])
    assert "corrects" not in payload
    assert [named["name"] for named in payload["attachments"]] == ["采购文件.pdf"]
    assert payload["facts"] == {
        "lots": [
            {
                "lot_no": "1",
                "supplier": WINNER,
                "amount": "900000.00",
                "score": "92.5",
                "main_items": [
                    {
                        "name": "电子白板",
                        "brand": "示例牌",
                        "model": "SL-86",
                        "quantity": "100",
                        "unit_price": "9000.00",
                    }
                ],
            }
        ],
        "experts": [
            {"name": "陈示例", "role": "expert", "is_chair": True},
            {"name": "李示例", "role": "purchaser_representative", "is_chair": False},
        ],
        "agency_fee": {"standard": "示例标准", "amount": "9000.00"},
        "notice_working_days": 1,
    }


def test_the_text_follows_the_national_format(province: Peer, officer: requests.Session) -> None:
    plan_no = announced_project(province)

    text = compose(province, officer, new_page(plan_no, "result"), result_form())

    for heading in (
        "一、项目编号",
        "二、项目名称",
        "三、中标（成交）信息",
        "四、主要标的信息",
        "五、评审专家（单一来源采购人员）名单",
        "六、代理服务收费标准及金额",
        "七、公告期限",
        "八、其他补充事宜",
        "九、凡对本次公告内容提出询问，请按以下方式联系",
        "十、附件",
    ):
        assert f"<h2>{heading}</h2>" in text
    assert "<th>名称</th><th>品牌</th><th>规格型号</th><th>数量</th><th>单价（元）</th>" in text
    assert "<td>电子白板</td><td>示例牌</td><td>SL-86</td><td>100</td><td>9,000.00</td>" in text
    assert "<p>中标金额：900,000.00元</p>" in text
    assert "陈示例（组长）、李示例（采购人代表）" in text
    assert "自本公告发布之日起1个工作日。" in text


@pytest.mark.parametrize(
    ("kind", "item", "columns"),
    [
        (
            "services",
            {"name": "运维", "scope": "全县", "requirement": "全年", "period": "一年", "standard": "国标"},
            "<th>名称</th><th>服务范围</th><th>服务要求</th><th>服务时间</th><th>服务标准</th>",
        ),
        (
            "works",
            {"name": "护栏", "scope": "乡道", "period": "60日", "manager": "周示例", "certificate": "豫示例001"},
            "<th>名称</th><th>施工范围</th><th>施工工期</th><th>项目经理</th><th>执业证书信息</th>",
        ),
    ],
)
def test_services_and_works_have_columns_that_only_the_text_carries(
    province: Peer, officer: requests.Session, kind: str, item: dict[str, str], columns: str
) -> None:
    plan_no = announced_project(province, kind=kind, method="competitive_consultation")

    published = write_and_publish(province, officer, new_page(plan_no, "result"), result_form(item))

    payload = last_payload(province)
    assert columns in payload["body_html"]
    assert "<td>" + "</td><td>".join(item.values()) + "</td>" in payload["body_html"]
    assert "<p>成交金额：900,000.00元</p>" in payload["body_html"]
    assert payload["facts"]["lots"][0]["main_items"] == [{"name": item["name"]}]
    # Opened again, the page still has them.
    reopened = get(province, officer, f"{path_of(published)}edit/").text
    assert all(value in reopened for value in item.values())


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"lot-0-supplier_uscc": "91411300MA9G000242"}, "统一社会信用代码不正确"),
        ({"lot-0-supplier_address": ""}, "这个字段是必填项"),
        ({"lot-0-amount": "990000.01"}, "不得超过该标段的最高限价 990,000.00 元"),
        ({"lot-0-amount": ""}, "金额和费率至少填写一项"),
        ({"lot-0-items-0-quantity": "很多"}, "输入一个数字"),
        ({"lot-0-items-0-DELETE": "on"}, "请填写主要标的信息"),
        ({"lot-0-is_included": ""}, "请至少选择一个标段"),
        (table("experts"), "请填写评审专家（单一来源采购人员）名单"),
        (table("experts", {**REPRESENTATIVE, "is_chair": "on"}), "采购人代表不得担任组长"),
        (table("experts", CHAIR, {**CHAIR, "name": "赵示例"}), "组长只能有一名"),
        ({"fee_amount": "-1"}, "大于或等于"),
        ({"lot-0-amount": "900001"}, "与公告正文不一致"),
        ({"lot-0-supplier_name": "别的公司"}, "与公告正文不一致"),
    ],
)
def test_a_wrong_result_is_told_and_not_published(
    province: Peer, officer: requests.Session, fields: dict[str, Any], message: str
) -> None:
    plan_no = announced_project(province)
    path = new_page(plan_no, "result")
    body = compose(province, officer, path, result_form())

    response = province.post_form(officer, path, {**result_form(), "body_html": body, "act": "publish", **fields})

    assert message in response.text
    assert last_payload(province)["type"] == "tender"


def test_what_is_wrong_is_said_with_its_place_where_only_the_text_is_asked_for(
    province: Peer, officer: requests.Session
) -> None:
    plan_no = announced_project(province)
    form = result_form(**{"lot-0-supplier_name": "", "experts-1-name": ""})

    response = province.post_form(officer, new_page(plan_no, "result"), {**form, "act": "compose"})

    assert response.status_code == 422
    assert response.json()["message"] == (
        "标段1 供应商名称：这个字段是必填项。；评审专家第 2 行 姓名：这个字段是必填项。"
    )


def test_a_rate_may_stand_in_place_of_an_amount(province: Peer, officer: requests.Session) -> None:
    plan_no = announced_project(province)
    form = result_form(**{"lot-0-amount": "", "lot-0-rate": "下浮率 12%"})

    write_and_publish(province, officer, new_page(plan_no, "result"), form)

    payload = last_payload(province)
    assert payload["facts"]["lots"][0]["rate"] == "下浮率 12%"
    assert "amount" not in payload["facts"]["lots"][0]
    assert "<p>中标下浮率（费率）：下浮率 12%</p>" in payload["body_html"]


def test_a_lot_that_has_a_result_is_not_offered_again(province: Peer, officer: requests.Session) -> None:
    plan_no = announced_project(province)
    publish_result(province)

    page = get(province, officer, new_page(plan_no, "result")).text

    assert "标段 2　第二标段" in page
    assert "标段 1　示例标段" not in page


def test_what_else_is_known_of_the_supplier_stays(province: Peer, officer: requests.Session) -> None:
    announced_project(province)
    number = publish_result(province, supplier={**WINNER, "phone": "0377-60000099"})

    write_and_publish(province, officer, f"/announcements/{number}/edit/", result_form(version="1"))

    assert last_payload(province)["facts"]["lots"][0]["supplier"]["phone"] == "0377-60000099"


def correction_form(result_no: str, **fields: Any) -> dict[str, Any]:
    """Return a correction of lot 1's amount."""
    return {
        **PARTS,
        "title": "示例采购项目结果更正公告",
        "corrects": result_no,
        "lot_nos": ["1"],
        **lot_fields(0, {"name": "电子白板", "quantity": "100", "unit_price": "9000"}, amount="880000", score=""),
        **table("items"),
        **fields,
    }


def test_a_correction_says_what_differs_from_the_result(province: Peer, officer: requests.Session) -> None:
    plan_no = announced_project(province)
    result_no = publish_result(province)

    write_and_publish(province, officer, new_page(plan_no, "result_correction"), correction_form(result_no))

    payload = last_payload(province)
    assert (payload["type"], payload["corrects"], payload["lot_nos"]) == ("result_correction", result_no, ["1"])
    assert payload["facts"]["items"] == [
        {"label": "标段1中标（成交）金额", "before": "900,000.00元", "after": "880,000.00元"}
    ]
    assert payload["facts"]["lots"] == [award(amount="880000.00")]
    assert "<p>更正事项：采购结果</p>" in payload["body_html"]
    assert "1.原标段1中标（成交）金额 900,000.00元 更正为 880,000.00元；" in payload["body_html"]


def test_a_correction_may_leave_the_awards_as_they_are(province: Peer, officer: requests.Session) -> None:
    plan_no = announced_project(province)
    result_no = publish_result(province)
    item = {"label": "评审专家名单", "before": "陈示例", "after": "陈示例、赵示例"}
    form = {**correction_form(result_no), "lot-0-is_included": "", **table("items", item)}

    write_and_publish(province, officer, new_page(plan_no, "result_correction"), form)

    assert last_payload(province)["facts"] == {"items": [item], "lots": []}


def test_a_second_correction_starts_from_the_first(province: Peer, officer: requests.Session) -> None:
    plan_no = announced_project(province)
    path = new_page(plan_no, "result_correction")
    write_and_publish(province, officer, path, correction_form(publish_result(province)))
    first = last_payload(province)["announcement_no"]

    page = get(province, officer, path).text
    form = correction_form(first, **{"lot-0-amount": "870000"})
    write_and_publish(province, officer, path, form)

    assert "结果更正公告（第2次）" in page
    assert 'value="880000.00"' in page
    assert last_payload(province)["facts"]["items"][0]["before"] == "880,000.00元"


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"lot-0-amount": "900000"}, "与已公告的结果相同，没有需要更正的内容"),
        ({"lot-0-is_included": ""}, "请填写更正内容，或勾选需要更正中标（成交）信息的标段"),
        ({"corrects": ""}, "这个字段是必填项"),
        ({"lot-0-supplier_uscc": "123"}, "统一社会信用代码不正确"),
        ({"body_html": "<p>正文</p>"}, "与公告正文不一致"),
    ],
)
def test_a_wrong_correction_is_told_and_not_published(
    province: Peer, officer: requests.Session, fields: dict[str, str], message: str
) -> None:
    plan_no = announced_project(province)
    path, form = new_page(plan_no, "result_correction"), correction_form(publish_result(province))
    body = compose(province, officer, path, form)

    response = province.post_form(officer, path, {**form, "body_html": body, "act": "publish", **fields})

    assert message in response.text
    assert last_payload(province)["type"] == "result"


def test_a_published_correction_is_changed_without_doubling_its_items(
    province: Peer, officer: requests.Session
) -> None:
    plan_no = announced_project(province)
    form = correction_form(publish_result(province))
    path = path_of(write_and_publish(province, officer, new_page(plan_no, "result_correction"), form))

    opened = get(province, officer, f"{path}edit/").text
    write_and_publish(province, officer, f"{path}edit/", {**form, "lot-0-amount": "870000", "version": "1"})

    payload = last_payload(province)
    assert 'value="标段1中标（成交）金额"' not in opened
    assert [(item["before"], item["after"]) for item in payload["facts"]["items"]] == [
        ("900,000.00元", "870,000.00元")
    ]


def test_the_same_page_sent_twice_publishes_one_result(province: Peer, officer: requests.Session) -> None:
    path, form = new_page(announced_project(province), "result"), result_form(form_key="1" * 32)
    first = write_and_publish(province, officer, path, form)
    body = last_payload(province)["body_html"]

    second = province.post_form(officer, path, {**form, "body_html": body, "act": "publish"})

    assert path_of(second) == path_of(first)
    assert [item["payload"]["type"] for item in province.feed("announcements")["items"]] == ["tender", "result"]
