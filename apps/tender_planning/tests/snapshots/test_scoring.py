from datetime import datetime

import pytest

from apps.acceptance.models import Lot
from apps.accounts.models import User
from apps.core.actors import Actor
from apps.core.freezing import as_json
from apps.tender_planning.models import Planning
from apps.tender_planning.services.scoring import save_scheme
from apps.tender_planning.snapshots.scoring import LABELS, snapshot
from apps.tender_planning.tests.scoring.examples import INSTALLATION, SCHEME


@pytest.fixture
def frozen(planning: Planning, lot: Lot, clerk: User, now: datetime) -> dict[str, object]:
    save_scheme(planning=planning, lot=lot, revision=0, scheme=SCHEME, user=clerk, actor=Actor.person(clerk), now=now)
    (content,) = as_json({"scoring": snapshot(planning)})["scoring"]
    assert isinstance(content, dict)
    return content


def test_a_scheme_is_frozen_with_everything_it_says(frozen: dict[str, object]) -> None:
    assert (frozen["lot_no"], frozen["evaluation_method"], frozen["small_firm_deduction"]) == (
        "1",
        "comprehensive",
        "10.00",
    )
    assert frozen["groups"][0] == {"key": "price", "category": "price", "name": "价格部分", "points": "40.00"}  # type: ignore[index]
    item = frozen["items"][1]  # type: ignore[index]
    assert (item["key"], item["name"], item["most_points"]) == (INSTALLATION.key, "安装调试方案", "30.00")
    assert item["levels"][0] == {
        "key": "1",
        "label": "优",
        "least": "21",
        "most": "30",
        "criterion": "三个方面均写明步骤、责任人和完成时间",
    }


def test_every_key_has_a_label(frozen: dict[str, object]) -> None:
    groups, items = frozen["groups"], frozen["items"]
    keys = {*frozen, *groups[0], *items[1], *items[1]["levels"][0]}  # type: ignore[index]

    assert keys - {"key"} <= set(LABELS)


def test_the_same_scheme_is_frozen_alike(planning: Planning, frozen: dict[str, object]) -> None:
    assert as_json({"scoring": snapshot(planning)})["scoring"] == [frozen]
