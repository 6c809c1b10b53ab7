"""The page 资费定义: read, saved by itself, refused in words."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from apps.acceptance.models import Lot, Project
from apps.accounts.models import User
from apps.accounts.tests.test_admin import inline_code
from apps.conftest import signed_in
from apps.core.models import AuditEntry
from apps.tender_planning.models import FeeItem, FeeTariff, Planning, Sheet
from apps.tender_planning.models.fees import FeeKind
from apps.tender_planning.tests.fees import fee_form, tariff

AUTOSAVE = {"X-Autosave": "1"}
KEY = "6f1c1b0e-0f5c-4a4e-9c55-0d2d1f0f3a11"


@pytest.fixture
def client(clerk: User) -> Client:
    return signed_in(clerk)


def address(lot: Lot, act: str = "") -> str:
    return f"/agency/projects/{lot.project_id}/planning/fees/{lot.pk}/{act}"


def documents() -> dict[str, Any]:
    return {"tariff": tariff(FeeKind.DOCUMENT).pk}


def agency(**more: Any) -> dict[str, Any]:
    return {"tariff": tariff(FeeKind.AGENCY_SERVICE).pk, **more}


def bid_security(amount: str) -> dict[str, Any]:
    return {"tariff": tariff(FeeKind.BID_SECURITY).pk, "manner": "fixed", "amount": amount}


def everything() -> tuple[Any, ...]:
    return (
        list(FeeItem.objects.order_by("pk").values()),
        list(Sheet.objects.order_by("pk").values()),
        AuditEntry.objects.exclude(act="user.signed_in").count(),
    )


def test_reading_writes_nothing_and_suggests_what_is_usual(client: Client, lot: Lot) -> None:
    before = everything()

    response = client.get(reverse("tender_planning:fees", args=[lot.project_id]))

    assert "以下为通常做法，尚未保存" in response.text
    rows = [form.initial for form in response.context["table"].initial_forms]
    assert [(row["tariff"], row["manner"]) for row in rows] == [
        (tariff(FeeKind.DOCUMENT).pk, "free"),
        (tariff(FeeKind.BID_SECURITY).pk, "free"),
    ]
    assert everything() == before


def test_the_catalogue_is_that_of_the_kind_of_project(client: Client, lot: Lot) -> None:
    page = client.get(address(lot)).text

    assert "代理服务费（货物标准）" in page
    assert "代理服务费（工程标准）" not in page
    assert "代理服务费（服务标准）" not in page


def test_saving_shows_the_calculation(client: Client, lot: Lot) -> None:
    data = fee_form(0, documents(), agency(base_amount="3,000,000", discount="20"))

    response = client.post(address(lot), data, follow=True)

    for words in (
        "标段 1 的资费已保存。",
        "0.00—1,000,000.00 部分：1,000,000.00 × 1.7% = 17,000.00 元",
        "下浮 20%：41,000.00 × 80% = 32,800.00 元",
        "豫招协〔2023〕002号",
        "施行日期待核实",
    ):
        assert words in response.text


def test_what_is_typed_saves_itself_and_brings_the_amounts_and_the_sums(client: Client, lot: Lot) -> None:
    response = client.post(address(lot), fee_form(0, agency(), bid_security("62400")), headers=AUTOSAVE)

    answer = response.json()
    assert (response.status_code, answer["revision"]) == (200, 1)
    assert "42,440.00 元" in answer["panels"]["amounts"]
    assert "全部标段" in answer["panels"]["lots"]
    assert 'name="revision" value="1"' in answer["panels"]["copy"]
    assert FeeItem.objects.count() == 2


def test_the_same_row_sent_twice_is_one(client: Client, lot: Lot) -> None:
    client.post(address(lot), fee_form(0, documents(), keys=[KEY]), headers=AUTOSAVE)
    client.post(address(lot), fee_form(1, documents(), keys=[KEY]), headers=AUTOSAVE)

    assert FeeItem.objects.count() == 1


@pytest.mark.parametrize(
    ("row", "field", "words"),
    [
        (("bid_security", {"manner": "fixed", "amount": "70000"}), "amount", "政府采购法实施条例第三十三条"),
        (("bid_security", {"manner": "fixed", "amount": "1.001"}), "amount", "金额精确到分"),
        (("bid_security", {"manner": "fixed", "amount": "-5"}), "amount", "请只填写数字"),
        (("document", {"manner": "fixed", "amount": "500"}), "manner", "财库〔2019〕38号"),
        (("document", {"note": "a\x00b"}), "note", "控制字符"),
        (("agency_service", {"discount": "101"}), "discount", "不能超过 100%。"),
        (("document", {"tariff": "", "note": "没有选资费"}), "tariff", "请选择资费。"),
        (("document", {"tariff": "999999"}), "tariff", "请从资费目录中选择。"),
        (("document", {"tariff": "x"}), "tariff", "请从资费目录中选择。"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_stores_nothing(
    client: Client, lot: Lot, row: tuple[str, dict[str, str]], field: str, words: str
) -> None:
    kind, entered = row
    before = everything()
    data = fee_form(0, documents(), {"tariff": tariff(kind).pk} | entered)

    answer = client.post(address(lot), data, headers=AUTOSAVE)
    page = client.post(address(lot), data)

    assert answer.status_code == 422
    assert list(answer.json()["errors"]) == [f"id_fees-1-{field}"]
    assert words in answer.json()["errors"][f"id_fees-1-{field}"][0]
    assert (page.status_code, words in page.text) == (200, True)
    assert everything() == before


def test_the_second_of_two_clerks_sees_what_differs_and_loses_nothing(
    client: Client, lot: Lot, colleague: User
) -> None:
    client.post(address(lot), fee_form(0, bid_security("60000"), keys=[KEY]))
    before = everything()
    other = signed_in(colleague)
    typed = fee_form(0, bid_security("50000"), keys=[KEY])

    response = other.post(address(lot), typed)

    assert response.status_code == 409
    assert "李经办刚刚保存过" in response.text
    (difference,) = response.context["differences"]
    assert difference.before == "投标保证金，固定金额，投标（响应）供应商，60,000.00 元"
    assert difference.after == "投标保证金，固定金额，投标（响应）供应商，50,000.00 元"
    assert 'value="50000"' in response.text
    assert "data-autosave " not in response.text
    assert everything() == before

    other.post(address(lot), typed | {"revision": response.context["form"]["revision"].value()})
    assert FeeItem.objects.get().amount == Decimal(50_000)


def test_autosave_is_told_that_somebody_else_was_faster(client: Client, lot: Lot, colleague: User) -> None:
    client.post(address(lot), fee_form(0, documents()))

    answer = signed_in(colleague).post(address(lot), fee_form(0, agency()), headers=AUTOSAVE)

    assert (answer.status_code, answer.json()["outcome"]) == (409, "overtaken")
    assert answer.json()["url"] == address(lot)


def test_a_closed_sheet_is_read_and_refuses(client: Client, lot: Lot) -> None:
    client.post(address(lot), fee_form(0, agency()))
    Project.objects.update(status="terminated")
    before = everything()

    page = client.get(address(lot))
    answer = client.post(address(lot), fee_form(1, documents()), headers=AUTOSAVE)
    pressed = client.post(address(lot), fee_form(1, {**documents(), "amount": "300"}))
    copied = client.post(address(lot, "copy/"), {"revision": 1, "targets": "1:0"}, follow=True)

    assert "现在不能修改" in page.text
    assert "42,440.00 元" in page.text
    assert "fees-0-tariff" not in page.text
    assert (answer.status_code, answer.json()["outcome"]) == (409, "refused")
    assert pressed.status_code == 409
    assert "项目已终止，不能修改。" in pressed.text
    assert "<dd>300</dd>" in pressed.text
    assert copied.status_code == 200
    assert everything() == before


def test_copying_names_the_lots_by_what_the_page_showed(client: Client, planning: Planning, lot: Lot) -> None:
    other = planning.project.lots.order_by("pk")[1]
    client.post(address(lot), fee_form(0, agency()))

    done = client.post(address(lot, "copy/"), {"revision": 1, "targets": f"{other.pk}:0"}, follow=True)
    again = client.post(address(lot, "copy/"), {"revision": 1, "targets": f"{other.pk}:0"}, follow=True)

    assert "已复制到 1 个标段" in done.text
    assert "所选标段的资费刚刚在别处被保存过" in again.text
    assert other.fees.get().amount == Decimal(25_880)


def test_nothing_chosen_is_said(client: Client, lot: Lot) -> None:
    response = client.post(address(lot, "copy/"), {"revision": 0}, follow=True)

    assert "请选择要复制到的标段。" in response.text


@pytest.mark.parametrize("act", ["", "copy/"])
def test_another_agency_finds_nothing_and_changes_nothing(lot: Lot, stranger: User, act: str) -> None:
    other = signed_in(stranger)
    before = everything()

    responses = [other.get(address(lot, act)), other.post(address(lot, act), fee_form(0, documents()))]
    listed = other.get(reverse("tender_planning:fees", args=[lot.project_id]))

    assert responses[1].status_code == 404
    assert responses[0].status_code in {302, 404}
    assert listed.status_code == 404
    assert everything() == before


def test_a_lot_of_another_project_is_not_found(client: Client, lot: Lot) -> None:
    assert client.get(f"/agency/projects/{lot.project_id}/planning/fees/{lot.pk + 1000}/").status_code == 404


def test_a_tariff_that_has_ended_is_offered_to_nobody_else(client: Client, planning: Planning, lot: Lot) -> None:
    ended = tariff(FeeKind.VENUE)
    client.post(address(lot), fee_form(0, {"tariff": ended.pk}))
    FeeTariff.objects.filter(pk=ended.pk).update(effective_to="2026-01-01")
    other = planning.project.lots.order_by("pk")[1]

    assert f'value="{ended.pk}"' in client.get(address(lot)).text
    assert f'value="{ended.pk}" data' not in client.get(address(other)).text


def test_the_page_costs_the_same_however_many_fees_it_has(
    client: Client, lot: Lot, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.post(address(lot), fee_form(0, documents(), *[agency(note=str(number)) for number in range(9)]))
    client.get(address(lot))

    with django_assert_num_queries(13):
        client.get(address(lot))


def test_the_page_obeys_the_content_security_policy(client: Client, lot: Lot) -> None:
    response = client.get(address(lot))

    assert "unsafe" not in response.headers["Content-Security-Policy"]
    assert inline_code(response.text) == []
