"""终止公告 and 合同公告, as an officer drafts them."""

from typing import Any

import pytest
import requests

from apps.province.tests.announcing import (
    PARTS,
    WINNER,
    announced_project,
    compose,
    evaluate,
    last_payload,
    new_page,
    publish_result,
    table,
    write_and_publish,
)
from apps.province.tests.peer import PURCHASER, SUPPLIER, Peer
from apps.province.tests.test_pages import get, path_of

REASON = "实质性响应的投标人不足3家"


def termination_form(**fields: Any) -> dict[str, Any]:
    """Return a termination of lot 2."""
    return {
        **PARTS,
        "title": "示例采购项目终止公告",
        "lot-0-reason": "",
        "lot-1-is_included": "on",
        "lot-1-reason": REASON,
        **fields,
    }


def contract_form(**fields: Any) -> dict[str, Any]:
    """Return the contract about lot 1."""
    return {
        **PARTS,
        "title": "示例采购项目合同公告",
        "lot_nos": ["1"],
        "contract_no": "示例-2026-001",
        "name": "示例采购项目合同",
        "supplier_name": WINNER["name"],
        "supplier_uscc": WINNER["uscc"],
        "supplier_address": WINNER["address"],
        "amount": "900000",
        "signed_on": "2026-04-20",
        "term": "60日内交货",
        "place": "方城县各学校",
        **table("items", {"name": "电子白板", "model": "示例牌 SL-86", "quantity": "100台", "unit_price": "9000"}),
        **fields,
    }


def test_a_lot_that_failed_is_chosen_with_its_reason(province: Peer, officer: requests.Session) -> None:
    plan_no = announced_project(province)
    evaluate(province)

    page = get(province, officer, new_page(plan_no, "termination")).text

    assert REASON in page
    assert '<input type="checkbox" name="lot-1-is_included" id="id_lot-1-is_included" checked>' in page
    # Lot 1 had one bid only, which the opening record tells.
    assert "至投标文件提交截止时间止，提交投标文件的投标人不足3家。" in page


def test_a_termination_is_published_for_the_lots_that_end(province: Peer, officer: requests.Session) -> None:
    plan_no = announced_project(province)

    write_and_publish(province, officer, new_page(plan_no, "termination"), termination_form())

    payload = last_payload(province)
    assert (payload["type"], payload["lot_nos"]) == ("termination", ["2"])
    assert payload["facts"] == {"lots": [{"lot_no": "2", "reason": REASON}]}
    for heading in (
        "一、项目基本情况",
        "二、项目终止的原因",
        "三、其他补充事宜",
        "四、凡对本次公告内容提出询问，请按以下方式联系",
    ):
        assert f"<h2>{heading}</h2>" in payload["body_html"]
    assert f"<p>标段2（第二标段）：{REASON}</p>" in payload["body_html"]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"lot-1-is_included": ""}, "请至少选择一个终止的标段"),
        ({"lot-1-reason": ""}, "请填写终止原因"),
        ({"body_html": "<p>正文</p>"}, "与公告正文不一致"),
    ],
)
def test_a_wrong_termination_is_told_and_not_published(
    province: Peer, officer: requests.Session, fields: dict[str, str], message: str
) -> None:
    path = new_page(announced_project(province), "termination")
    form = termination_form(body_html=f"<p>{REASON}</p>")

    response = province.post_form(officer, path, {**form, "act": "publish", **fields})

    assert message in response.text
    assert last_payload(province)["type"] == "tender"


def test_the_contract_page_starts_from_the_award(province: Peer, officer: requests.Session) -> None:
    plan_no = announced_project(province)
    publish_result(province, lot_no="2", supplier=SUPPLIER, amount="700000.00")
    publish_result(province)

    of_lot_2 = get(province, officer, new_page(plan_no, "contract")).text
    of_lot_1 = get(province, officer, f"{new_page(plan_no, 'contract')}?lot_no=1").text

    assert 'value="700000.00"' in of_lot_2
    assert f'value="{SUPPLIER["name"]}"' in of_lot_2
    assert 'value="900000.00"' in of_lot_1
    assert f'value="{WINNER["address"]}"' in of_lot_1


def test_a_contract_is_published_with_its_facts(province: Peer, officer: requests.Session) -> None:
    plan_no = announced_project(province)
    publish_result(province)

    response = write_and_publish(province, officer, new_page(plan_no, "contract"), contract_form())

    payload = last_payload(province)
    assert (payload["type"], payload["lot_nos"]) == ("contract", ["1"])
    assert payload["facts"] == {
        "contract_no": "示例-2026-001",
        "name": "示例采购项目合同",
        "purchaser": PURCHASER,
        "supplier": WINNER,
        "amount": "900000.00",
        "signed_on": "2026-04-20",
        "term": "60日内交货",
    }
    for heading in (
        "一、合同编号",
        "二、合同名称",
        "三、项目编号",
        "四、项目名称",
        "五、合同主体",
        "六、合同主要信息",
        "七、合同签订日期",
        "八、合同公告日期",
        "九、其他补充事宜",
    ):
        assert f"<h2>{heading}</h2>" in payload["body_html"]
    assert "<td>电子白板</td><td>示例牌 SL-86</td><td>100台</td><td>9,000.00元</td>" in payload["body_html"]
    assert "履约期限、地点等简要信息：60日内交货；方城县各学校" in payload["body_html"]
    assert "<p>2026年04月20日</p>" in payload["body_html"]
    reopened = get(province, officer, f"{path_of(response)}edit/").text
    assert 'value="100台"' in reopened
    assert 'value="2026-04-20"' in reopened


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"signed_on": "2999-01-01"}, "合同签订日期不能晚于今天"),
        ({"supplier_uscc": SUPPLIER["uscc"]}, "标段1 的中标（成交）供应商不是合同乙方"),
        ({"lot_nos": "2"}, "选择一个有效的选项"),
        ({"contract_no": "长" * 65}, "64"),
        (table("items"), "请填写合同主要信息（主要标的）"),
        ({"amount": "1"}, "与公告正文不一致"),
    ],
)
def test_a_wrong_contract_is_told_and_not_published(
    province: Peer, officer: requests.Session, fields: dict[str, str], message: str
) -> None:
    path = new_page(announced_project(province), "contract")
    publish_result(province)
    body = compose(province, officer, path, contract_form())

    response = province.post_form(officer, path, {**contract_form(), "body_html": body, "act": "publish", **fields})

    assert message in response.text
    assert last_payload(province)["type"] == "result"
