"""The page of the checks: read, saved by itself, refused in words."""

from datetime import datetime

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from apps.acceptance.models import Lot
from apps.accounts.models import User
from apps.conftest import signed_in
from apps.tender_planning.models import CheckTemplate, ComplianceItem, Planning, QualificationItem, Sheet
from apps.tender_planning.services.beginning import lock_planning
from apps.tender_planning.tests.checks import check_form

AUTOSAVE = {"X-Autosave": "1"}
ACTS = ("", "begin/", "complete/", "copy/")


@pytest.fixture
def client(clerk: User) -> Client:
    return signed_in(clerk)


def address(lot: Lot, act: str = "") -> str:
    return f"/agency/projects/{lot.project_id}/planning/lots/{lot.pk}/checks/{act}"


def test_reading_an_empty_page_writes_nothing_and_offers_the_templates(client: Client, lot: Lot) -> None:
    response = client.get(address(lot))

    assert response.status_code == 200
    assert "按模板建立" in response.text
    assert not QualificationItem.objects.exists()
    assert not Sheet.objects.exists()


def test_pressing_the_button_builds_both_tables(client: Client, lot: Lot) -> None:
    response = client.post(address(lot, "begin/"), {"revision": 0}, follow=True)

    assert "已按模板建立" in response.text
    assert "法定必备" in response.text
    assert QualificationItem.objects.filter(lot=lot).count() == 11


def test_the_page_costs_the_same_however_many_items_it_has(
    client: Client, begun: Lot, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.get(address(begun))

    with django_assert_num_queries(16):
        client.get(address(begun))


def test_what_is_typed_saves_itself_and_brings_the_findings(client: Client, begun: Lot) -> None:
    data = check_form(begun, 1) | {
        "qualification-TOTAL_FORMS": 12,
        "qualification-11-key": "6f1c1b0e-0f5c-4a4e-9c55-0d2d1f0f3a11",
        "qualification-11-name": "企业规模",
        "qualification-11-requirement": "注册资本不低于500万元。",
        "qualification-11-judging": "document",
    }

    response = client.post(address(begun), data, headers=AUTOSAVE)

    assert (response.status_code, response.json()["revision"]) == (200, 2)
    assert "属于规模条件" in response.json()["panels"]["findings"]
    assert QualificationItem.objects.filter(lot=begun, name="企业规模").exists()


def test_the_same_row_sent_twice_is_one(client: Client, begun: Lot) -> None:
    data = check_form(begun, 1) | {
        "compliance-TOTAL_FORMS": 11,
        "compliance-10-key": "6f1c1b0e-0f5c-4a4e-9c55-0d2d1f0f3a11",
        "compliance-10-name": "样品",
    }

    client.post(address(begun), data, headers=AUTOSAVE)
    client.post(address(begun), data | {"revision": 2}, headers=AUTOSAVE)

    assert ComplianceItem.objects.filter(lot=begun, name="样品").count() == 1


def test_a_statutory_item_that_was_struck_out_by_hand_is_refused(client: Client, begun: Lot) -> None:
    response = client.post(address(begun), check_form(begun, 1) | {"qualification-0-DELETE": "on"})

    assert "“独立承担民事责任的能力”为法定必备的审查项，不能删除。" in response.text
    assert QualificationItem.objects.filter(lot=begun).count() == 11


def test_a_statutory_item_that_was_reworded_is_refused_without_a_trace(client: Client, begun: Lot) -> None:
    data = check_form(begun, 1) | {"compliance-1-requirement": "不限。"}

    response = client.post(address(begun), data, headers=AUTOSAVE)

    assert response.status_code == 422
    assert "不能修改" in response.json()["errors"]["id_compliance-1-requirement"][0]
    assert not ComplianceItem.objects.filter(requirement="不限。").exists()


def test_an_item_without_a_name_is_told_at_its_field_and_kept(client: Client, begun: Lot) -> None:
    data = check_form(begun, 1) | {"qualification-10-name": ""}

    response = client.post(address(begun), data)

    assert "请填写审查因素。" in response.text
    assert "符合采购公告载明的特定资格要求" in response.text
    assert QualificationItem.objects.filter(lot=begun, name="特定资格要求").exists()


def test_the_second_of_two_clerks_gets_409_and_keeps_what_was_typed(
    client: Client, begun: Lot, colleague: User
) -> None:
    data = check_form(begun, 1)
    signed_in(colleague).post(address(begun), data)

    typed = data | {"qualification-10-requirement": "特种设备许可。"}
    pressed = client.post(address(begun), typed)
    itself = client.post(address(begun), typed, headers=AUTOSAVE)

    assert (pressed.status_code, itself.status_code) == (409, 409)
    assert "周经办刚刚保存过" in pressed.text
    assert "特种设备许可。" in pressed.text
    assert itself.json()["outcome"] == "overtaken"
    assert not QualificationItem.objects.filter(requirement="特种设备许可。").exists()


def test_a_closed_sheet_shows_its_items_and_refuses(client: Client, begun: Lot, now: datetime) -> None:
    data = check_form(begun, 1) | {"qualification-10-requirement": "特种设备许可。"}
    lock_planning(project=begun.project, now=now)

    page = client.get(address(begun))
    itself = client.post(address(begun), data, headers=AUTOSAVE)
    pressed = client.post(address(begun), data)

    assert "独立承担民事责任的能力" in page.text
    assert "data-autosave " not in page.text
    assert itself.json()["outcome"] == "refused"
    assert pressed.status_code == 409
    assert "采购公告到达本平台后" in pressed.text
    assert "<dd>特种设备许可。</dd>" in pressed.text
    assert not QualificationItem.objects.filter(requirement="特种设备许可。").exists()


def test_new_words_of_the_center_are_taken_over_by_a_press(client: Client, begun: Lot) -> None:
    CheckTemplate.objects.filter(name="信用记录").update(requirement="按新规定查询。")

    page = client.get(address(begun))
    client.post(address(begun, "complete/"), {"revision": 1})

    assert "补齐并更新法定必备项" in page.text
    assert QualificationItem.objects.get(lot=begun, name="信用记录").requirement == "按新规定查询。"


def test_another_lot_s_items_are_copied(client: Client, planning: Planning, begun: Lot) -> None:
    target = planning.project.lots.order_by("pk")[1]

    response = client.post(address(target, "copy/"), {"revision": 0, "source": begun.pk}, follow=True)

    assert "已复制标段 1 的审查项" in response.text
    assert QualificationItem.objects.filter(lot=target).count() == 11


def test_a_lot_is_not_copied_from_itself(client: Client, begun: Lot) -> None:
    response = client.post(address(begun, "copy/"), {"revision": 1, "source": begun.pk}, follow=True)

    assert "没有这个标段" in response.text


@pytest.mark.parametrize("act", ACTS)
def test_another_agency_s_lot_is_not_found_and_nothing_changes(begun: Lot, stranger: User, act: str) -> None:
    before = list(QualificationItem.objects.values_list("name", "requirement"))
    client = signed_in(stranger)
    data = check_form(begun, 1) | {"qualification-10-requirement": "改过的。", "source": begun.pk}

    assert client.post(address(begun, act), data).status_code == 404
    assert client.get(address(begun)).status_code == 404
    assert list(QualificationItem.objects.values_list("name", "requirement")) == before


def test_a_lot_of_another_project_is_not_found(client: Client, lot: Lot) -> None:
    response = client.get(f"/agency/projects/{lot.project_id}/planning/lots/{lot.pk + 1000}/checks/")

    assert response.status_code == 404
