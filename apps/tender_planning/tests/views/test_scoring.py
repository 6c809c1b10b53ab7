"""The page of 评分标准: read, saved by itself, refused in words, and never overwritten."""

from dataclasses import replace
from datetime import datetime

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from apps.acceptance.codes import Method
from apps.acceptance.models import Lot, Project
from apps.accounts.models import User
from apps.conftest import signed_in
from apps.core.actors import Actor
from apps.tender_planning.models import Planning, PlanningVersion, ScoringScheme, Sheet
from apps.tender_planning.scoring.choices import Category
from apps.tender_planning.selectors.scoring import schemes_of
from apps.tender_planning.services.beginning import lock_planning
from apps.tender_planning.services.scoring import save_scheme
from apps.tender_planning.tests.scoring.examples import SCHEME, WARRANTY, with_item
from apps.tender_planning.tests.scoring.pages import scheme_data

AUTOSAVE = {"X-Autosave": "1"}
QUERIES = 15
PAGES = ("", "sources/", "sources/{lot}/", "export/", "trial/")


@pytest.fixture
def client(clerk: User) -> Client:
    return signed_in(clerk)


@pytest.fixture
def scored(planning: Planning, lot: Lot, clerk: User, now: datetime) -> Lot:
    """The first lot with the lawful scheme, revision 1."""
    save_scheme(planning=planning, lot=lot, revision=0, scheme=SCHEME, user=clerk, actor=Actor.person(clerk), now=now)
    return lot


def address(lot: Lot, page: str = "") -> str:
    return f"/agency/projects/{lot.project_id}/planning/lots/{lot.pk}/scoring/{page}".format(lot=lot.pk)


def test_reading_an_empty_page_writes_nothing_and_proposes_the_lawful_minimum(client: Client, lot: Lot) -> None:
    response = client.get(address(lot))

    assert response.status_code == 200
    assert "还没有评分标准" in response.text
    assert response.context["form"]["price_points"].value() == "30"
    assert not ScoringScheme.objects.exists()
    assert not Sheet.objects.filter(kind=Sheet.Kind.SCORING).exists()


def test_pressing_save_stores_the_scheme(client: Client, lot: Lot) -> None:
    response = client.post(address(lot), scheme_data(SCHEME, 0), follow=True)

    assert "评分标准已保存" in response.text
    assert "没有发现问题" in response.text
    assert schemes_of([lot])[lot.pk] == SCHEME


def test_what_is_typed_saves_itself_and_brings_the_findings(client: Client, scored: Lot) -> None:
    data = scheme_data(SCHEME, 1, price_points="29", **{"technical-0-name": "企业注册资本"})

    response = client.post(address(scored), data, headers=AUTOSAVE)

    panels = response.json()["panels"]
    assert (response.status_code, response.json()["revision"], panels["beginning"]) == (200, 2, "")
    assert 'href="#id_price_points"' in panels["findings"]
    assert 'href="#id_technical-0-name"' in panels["findings"]
    assert "价格分值应不少于 30%" in panels["findings"]
    assert "财政部令第87号第五十五条" in panels["findings"]


def test_the_same_page_sent_again_stores_the_same_rows(client: Client, lot: Lot) -> None:
    client.post(address(lot), scheme_data(SCHEME, 0), headers=AUTOSAVE)
    client.post(address(lot), scheme_data(SCHEME, 1), headers=AUTOSAVE)

    assert schemes_of([lot])[lot.pk] == SCHEME


def test_what_cannot_be_read_is_said_at_its_field_and_stores_nothing(client: Client, scored: Lot) -> None:
    data = scheme_data(SCHEME, 1, **{"technical-0-most_points": "很多"})

    saved_by_itself = client.post(address(scored), data, headers=AUTOSAVE)
    pressed = client.post(address(scored), data)

    assert saved_by_itself.status_code == 422
    assert saved_by_itself.json()["errors"] == {"id_technical-0-most_points": ["请只填写数字，例如 30 或 2.5。"]}
    assert 'value="很多"' in pressed.text
    assert schemes_of([scored])[scored.pk] == SCHEME


def test_an_item_moves_to_another_group_behind_its_items_and_the_findings_follow(client: Client, scored: Lot) -> None:
    moved = SCHEME.items_of(Category.TECHNICAL)[0]

    answer = client.post(
        address(scored), scheme_data(SCHEME, 1, **{"technical-0-category": "business"}), headers=AUTOSAVE
    )

    stored = schemes_of([scored])[scored.pk]
    assert stored.items_of(Category.BUSINESS) == (
        *SCHEME.items_of(Category.BUSINESS),
        replace(moved, category=Category.BUSINESS),
    )
    assert moved.key not in [item.key for item in stored.items_of(Category.TECHNICAL)]
    assert "“商务部分”各项最高分合计" in answer.json()["panels"]["findings"]
    page = client.get(address(scored))
    keys = [str(row["key"].value()) for row in page.context["groups"][2]["formset"]]
    assert moved.key in keys


def test_an_item_does_not_move_to_the_price_which_has_no_items(client: Client, scored: Lot) -> None:
    response = client.post(address(scored), scheme_data(SCHEME, 1, **{"technical-0-category": "price"}))

    assert response.status_code == 200
    assert "technical-0-category" in response.text
    assert schemes_of([scored])[scored.pk] == SCHEME


def test_the_second_person_is_told_what_differs_and_nothing_is_overwritten(
    client: Client, scored: Lot, colleague: User
) -> None:
    first = signed_in(colleague).post(address(scored), scheme_data(with_item(name="质保年限"), 1))

    overtaken = client.post(address(scored), scheme_data(with_item(name="延长质保期"), 1))

    assert first.status_code == 302
    assert overtaken.status_code == 409
    assert "周经办刚刚保存过" in overtaken.text
    assert [(row.before[:8], row.after[:9]) for row in overtaken.context["differences"]] == [
        ("技术；质保年限；", "技术；延长质保期；")
    ]
    assert overtaken.context["form"]["revision"].value() == 2
    assert "data-autosave-user" in overtaken.text
    assert "data-autosave " not in overtaken.text
    assert schemes_of([scored])[scored.pk].items[0].name == "质保年限"


def test_saving_again_replaces_knowingly(client: Client, scored: Lot, colleague: User) -> None:
    signed_in(colleague).post(address(scored), scheme_data(with_item(name="质保年限"), 1))
    client.post(address(scored), scheme_data(with_item(name="延长质保期"), 1))

    client.post(address(scored), scheme_data(with_item(name="延长质保期"), 2))

    assert schemes_of([scored])[scored.pk].items[0].name == "延长质保期"


def test_the_page_that_saves_itself_is_told_too(client: Client, scored: Lot, colleague: User) -> None:
    signed_in(colleague).post(address(scored), scheme_data(with_item(name="质保年限"), 1))

    response = client.post(address(scored), scheme_data(SCHEME, 1), headers=AUTOSAVE)

    assert (response.status_code, response.json()["outcome"]) == (409, "overtaken")
    assert response.json()["url"] == address(scored)


def test_a_locked_preparation_says_what_it_waits_for_and_takes_nothing(
    client: Client, scored: Lot, planning: Planning, now: datetime
) -> None:
    lock_planning(project=planning.project, now=now)

    page = client.get(address(scored))
    saved_by_itself = client.post(address(scored), scheme_data(with_item(name="改"), 1), headers=AUTOSAVE)
    pressed = client.post(address(scored), scheme_data(with_item(name="改"), 1))

    assert "采购公告到达本平台后" in page.text
    assert "<textarea" not in page.text
    assert (saved_by_itself.status_code, saved_by_itself.json()["outcome"]) == (409, "refused")
    assert pressed.status_code == 409
    assert "采购公告到达本平台后" in pressed.text
    assert "<dd>改</dd>" in pressed.text
    assert schemes_of([scored])[scored.pk] == SCHEME


def test_an_issued_scheme_is_read(client: Client, issued: PlanningVersion, lot: Lot, clerk: User) -> None:
    response = client.get(address(lot))

    assert "招标文件已发出" in response.text
    assert 'name="revision"' not in response.text


def test_a_single_source_has_nothing_to_score(client: Client, lot: Lot) -> None:
    Project.objects.filter(pk=lot.project_id).update(method=Method.SINGLE_SOURCE)

    assert "不需要评分标准" in client.get(address(lot)).text


@pytest.mark.parametrize("page", PAGES)
def test_another_agency_finds_no_page(stranger: User, scored: Lot, page: str) -> None:
    assert signed_in(stranger).get(address(scored, page)).status_code == 404


@pytest.mark.parametrize("page", ["", "sources/{lot}/", "import/", "trial/"])
def test_another_agency_can_do_nothing(stranger: User, scored: Lot, page: str) -> None:
    response = signed_in(stranger).post(address(scored, page), scheme_data(with_item(name="改"), 1))

    assert response.status_code == 404
    assert schemes_of([scored])[scored.pk] == SCHEME


def test_a_lot_of_another_project_is_not_found(client: Client, scored: Lot, draft: Project) -> None:
    assert (
        client.get(f"/agency/projects/{scored.project_id + 1}/planning/lots/{scored.pk}/scoring/").status_code == 404
    )


def test_the_page_costs_the_same_however_many_items_it_has(
    client: Client,
    scored: Lot,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    more = [
        replace(WARRANTY, key=f"5555555{number}-1111-4111-8111-111111111111", name=f"因素{number}")
        for number in range(9)
    ]
    client.get(address(scored))

    with django_assert_num_queries(QUERIES):
        client.get(address(scored))
    client.post(address(scored), scheme_data(replace(SCHEME, items=(*SCHEME.items, *more)), 1), headers=AUTOSAVE)
    with django_assert_num_queries(QUERIES):
        client.get(address(scored))
