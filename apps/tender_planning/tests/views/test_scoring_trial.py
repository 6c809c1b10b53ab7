"""The trial calculation on the page."""

from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from apps.acceptance.models import Lot
from apps.accounts.models import User
from apps.conftest import signed_in
from apps.core.actors import Actor
from apps.tender_planning.models import Planning, PlanningVersion
from apps.tender_planning.services.scoring import save_scheme
from apps.tender_planning.tests.scoring.examples import SCHEME


@pytest.fixture
def client(clerk: User) -> Client:
    return signed_in(clerk)


@pytest.fixture
def scored(planning: Planning, lot: Lot, clerk: User, now: datetime) -> Lot:
    save_scheme(planning=planning, lot=lot, revision=0, scheme=SCHEME, user=clerk, actor=Actor.person(clerk), now=now)
    return lot


def address(lot: Lot) -> str:
    return f"/agency/projects/{lot.project_id}/planning/lots/{lot.pk}/scoring/trial/"


def bids(*quotes: str, **changes: Any) -> dict[str, Any]:
    data: dict[str, Any] = {"bids-TOTAL_FORMS": len(quotes), "bids-INITIAL_FORMS": 0}
    for place, quote in enumerate(quotes):
        data |= {
            f"bids-{place}-supplier": f"供应商{place + 1}",
            f"bids-{place}-quote": quote,
            f"bids-{place}-small_share": "0",
            f"bids-{place}-domestic_share": "100",
            f"bids-{place}-technical": "30",
            f"bids-{place}-business": "15",
        }
    return data | changes


def test_three_suppliers_are_there_to_begin_with(client: Client, scored: Lot) -> None:
    response = client.get(address(scored))

    assert [form["supplier"].value() for form in response.context["bids"]][:3] == ["供应商甲", "供应商乙", "供应商丙"]
    assert "最高限价 3,120,000.00 元" in response.text


def test_the_ranking_is_shown_with_every_step(client: Client, scored: Lot) -> None:
    response = client.post(address(scored), bids("3000000", "2400000", "2800000"))

    result = response.context["result"]
    assert [(row.bid.supplier, row.price_points, row.total) for row in result.bids] == [
        ("供应商2", Decimal("40.00"), Decimal("85.00")),
        ("供应商3", Decimal("34.29"), Decimal("79.29")),
        ("供应商1", Decimal("32.00"), Decimal("77.00")),
    ]
    assert "2,400,000.00 ÷ 2,800,000.00 × 40" in response.text


def test_ties_invalid_quotes_and_abnormal_prices_are_marked(client: Client, scored: Lot) -> None:
    response = client.post(address(scored), bids("1400000", "3000000", "3000000", "3200000"))

    marks = {
        row.bid.supplier: (row.is_tied, bool(row.exclusion), row.abnormal) for row in response.context["result"].bids
    }
    assert marks == {
        "供应商1": (False, False, ("次低报价", "最高限价")),
        "供应商2": (True, False, ()),
        "供应商3": (True, False, ()),
        "供应商4": (False, True, ()),
    }
    for text in ("并列", "启动异常低价审查", "报价超过最高限价"):
        assert text in response.text


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (bids("1", "2"), "至少 3 家供应商。"),
        (bids("1", "2", "很多"), "请只填写数字"),
        (bids("1", "2", "0"), "必须大于零。"),
        (bids("1", "2", "3", **{"bids-0-technical": "41"}), "不能超过该类分值 40。"),
        (bids("1", "2", "3", **{"bids-0-supplier": "供应商2"}), "供应商名称不能重复。"),
    ],
)
def test_bids_that_cannot_be_compared_are_refused_in_words(
    client: Client, scored: Lot, data: dict[str, Any], text: str
) -> None:
    response = client.post(address(scored), data)

    assert text in response.text
    assert response.context["result"] is None


def test_without_a_scheme_there_is_nothing_to_try(client: Client, lot: Lot) -> None:
    assert "保存评分标准后才能试算" in client.get(address(lot)).text
    assert client.post(address(lot), bids("1", "2", "3")).context["result"] is None


def test_an_issued_scheme_can_still_be_tried(client: Client, scored: Lot, issued: PlanningVersion) -> None:
    response = client.post(address(scored), bids("3000000", "2400000", "2800000"))

    assert response.context["result"].benchmark == 2400000
