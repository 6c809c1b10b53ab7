"""Taking over a scheme: the agency's own alone, looked at before, and by one person at a time."""

from dataclasses import replace
from datetime import datetime

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from apps.acceptance.models import Lot, Project
from apps.accounts.models import Organisation, User
from apps.conftest import signed_in
from apps.core.actors import Actor
from apps.tender_planning.models import Planning, ScoringScheme
from apps.tender_planning.selectors.scoring import schemes_of
from apps.tender_planning.services.scoring import save_scheme
from apps.tender_planning.tests.scoring.examples import SCHEME

QUERIES = 9


@pytest.fixture
def client(clerk: User) -> Client:
    return signed_in(clerk)


@pytest.fixture
def scored(planning: Planning, lot: Lot, clerk: User, now: datetime) -> Lot:
    save_scheme(planning=planning, lot=lot, revision=0, scheme=SCHEME, user=clerk, actor=Actor.person(clerk), now=now)
    return lot


@pytest.fixture
def second_lot(planning: Planning) -> Lot:
    return planning.project.lots.order_by("pk")[1]


@pytest.fixture
def foreign_lot(scored: Lot, other_agency: Organisation) -> Lot:
    """A lot of another agency with a scheme."""
    project = Project.objects.get(pk=scored.project_id)
    project.pk, project.plan, project.plan_version, project.project_no = None, None, None, "外单位-1"
    project.agency, project.name = other_agency, "别家机构的项目"
    project.save()
    lot = Lot.objects.create(project=project, lot_no="1", name="别家的标段")
    scheme = ScoringScheme.objects.get(lot=scored)
    scheme.pk, scheme.lot = None, lot
    scheme.planning = Planning.objects.create(project=project, begun_at=scheme.changed_at)
    scheme.save()
    return lot


def address(lot: Lot, source: Lot | None = None) -> str:
    tail = f"{source.pk}/" if source else ""
    return f"/agency/projects/{lot.project_id}/planning/lots/{lot.pk}/scoring/sources/{tail}"


def test_the_agencys_own_schemes_are_offered_but_not_the_lots_own(
    client: Client, scored: Lot, second_lot: Lot, foreign_lot: Lot
) -> None:
    offered = client.get(address(second_lot)).context["page"].rows
    own = client.get(address(scored)).context["page"].rows

    assert [(row.lot_id, row.item_count) for row in offered] == [(scored.pk, 4)]
    assert own == []


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ("教学设备", 1),
        ("方财公开采购", 1),
        ("电子白板", 1),
        ("教学设备 电子白板", 1),
        ("教学设备 空调", 0),
        ("课桌椅", 0),
    ],
)
def test_schemes_are_searched_by_project_and_lot(
    client: Client, scored: Lot, second_lot: Lot, words: str, count: int
) -> None:
    response = client.get(address(second_lot), {"q": words})

    assert len(response.context["page"].rows) == count


def test_a_scheme_is_looked_at_before_it_is_taken(client: Client, scored: Lot, second_lot: Lot) -> None:
    response = client.get(address(second_lot, scored))

    assert "安装调试方案（主观分）" in response.text
    assert "复制到本标段" in response.text
    assert schemes_of([second_lot]) == {}


def test_taking_it_over_stores_a_copy(client: Client, scored: Lot, second_lot: Lot) -> None:
    response = client.post(address(second_lot, scored), {"revision": 0}, follow=True)

    copy = schemes_of([second_lot])[second_lot.pk]
    assert "已复制评分标准" in response.text
    assert [item.name for item in copy.items] == [item.name for item in SCHEME.items]


def test_what_somebody_saved_meanwhile_is_not_replaced(
    client: Client, scored: Lot, second_lot: Lot, colleague: User, now: datetime
) -> None:
    theirs = replace(SCHEME, items=())
    save_scheme(
        planning=Planning.objects.get(project=scored.project_id),
        lot=second_lot,
        revision=0,
        scheme=theirs,
        user=colleague,
        actor=Actor.person(colleague),
        now=now,
    )

    response = client.post(address(second_lot, scored), {"revision": 0}, follow=True)

    assert "周经办刚刚保存过" in response.text
    assert schemes_of([second_lot])[second_lot.pk] == theirs


def test_another_agencys_scheme_is_unknown(client: Client, foreign_lot: Lot, second_lot: Lot) -> None:
    assert client.get(address(second_lot, foreign_lot)).status_code == 404
    assert client.post(address(second_lot, foreign_lot), {"revision": 0}).status_code == 404
    assert schemes_of([second_lot]) == {}


def test_a_page_mark_that_was_made_up_leads_to_the_first_page(client: Client, second_lot: Lot, scored: Lot) -> None:
    response = client.get(address(second_lot), {"after": "x"}, follow=True)

    assert "页码无效" in response.text
    assert len(response.context["page"].rows) == 1


def test_the_list_costs_the_same_however_long_it_is(
    client: Client, scored: Lot, second_lot: Lot, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.get(address(second_lot))

    with django_assert_num_queries(QUERIES):
        client.get(address(second_lot))
    scheme = ScoringScheme.objects.get(lot=scored)
    for number in range(5):
        lot = Lot.objects.create(project_id=scored.project_id, lot_no=f"9{number}", name="标段")
        scheme.pk, scheme.lot = None, lot
        scheme.save()
    with django_assert_num_queries(QUERIES):
        client.get(address(second_lot))
