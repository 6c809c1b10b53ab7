"""立项信息 and 资费 as they are frozen, and the fees as the document shows them."""

import json
from datetime import datetime
from decimal import Decimal

import pytest

from apps.accounts.models import User
from apps.core.actors import Actor
from apps.tender_planning.models import FeeItem, Planning, ProjectSetup, Room
from apps.tender_planning.models.fees import FeeKind, Manner
from apps.tender_planning.selectors.fees import fees_table_html
from apps.tender_planning.services.fees import save_fees
from apps.tender_planning.snapshots import fees, setup
from apps.tender_planning.tests.fees import fee, free_documents


@pytest.fixture
def charged(planning: Planning, clerk: User, now: datetime) -> Planning:
    """A preparation whose first lot has three fees."""
    facts = [
        free_documents(),
        fee(FeeKind.BID_SECURITY, manner=Manner.FIXED, amount=Decimal("62400.00"), note="<b>转账</b>"),
        fee(FeeKind.AGENCY_SERVICE, discount=Decimal("20.5")),
    ]
    lot = planning.project.lots.order_by("pk")[0]
    save_fees(planning=planning, lot=lot, revision=0, fees=facts, user=clerk, actor=Actor.person(clerk), now=now)
    return planning


def test_fees_are_frozen_by_lot_in_their_order(charged: Planning) -> None:
    first, second = json.loads(json.dumps(fees.snapshot(charged)))

    assert (first["lot_no"], second) == ("1", {"lot_no": "2", "fees": []})
    assert [row["name"] for row in first["fees"]] == ["文件费（电子采购文件）", "投标保证金", "代理服务费（货物标准）"]
    assert first["fees"][2] == {
        "key": str(FeeItem.objects.get(tariff__kind=FeeKind.AGENCY_SERVICE).key),
        "name": "代理服务费（货物标准）",
        "kind": "agency_service",
        "manner": "brackets",
        "payer": "winner",
        "base": "award",
        "base_amount": "3120000",
        "rate": None,
        "discount": "20.5",
        "amount": "33739.8",
        "steps": [
            {"lower": "0", "upper": "1000000", "part": "1000000", "rate": "1.7", "amount": "17000"},
            {"lower": "1000000", "upper": "5000000", "part": "2120000", "rate": "1.2", "amount": "25440"},
        ],
        "citation": "豫招协〔2023〕002号《河南省招标代理服务收费指导意见》",
        "note": "",
    }


def test_every_frozen_key_has_a_name(charged: Planning) -> None:
    first, _ = fees.snapshot(charged)

    keys = {*first, *first["fees"][0], *first["fees"][2]["steps"][0]}
    assert keys - {"key"} <= set(fees.LABELS)
    assert set(setup.snapshot(charged)) == set(setup.LABELS)


def test_the_setup_is_frozen_with_its_place(planning: Planning, rooms: dict[str, Room]) -> None:
    ProjectSetup.objects.update(decryption_minutes=30, room=rooms["不见面开标大厅"])

    assert setup.snapshot(planning) == {
        "is_encrypted": True,
        "is_remote_opening": True,
        "decryption_minutes": 30,
        "room": "不见面开标大厅",
        "room_kind": "remote_hall",
        "room_address": "三楼",
        "remarks": "",
    }


def test_the_document_shows_what_is_charged_and_says_what_is_an_estimate(charged: Planning) -> None:
    table = fees_table_html(charged)

    assert "<td>1</td><td>文件费（电子采购文件）</td><td>免收</td><td>投标（响应）供应商</td><td>免收</td>" in table
    assert "<td>62,400.00 元</td><td>&lt;b&gt;转账&lt;/b&gt;；政府采购法实施条例第三十三条</td>" in table
    assert "<td>33,739.80 元（估算，以中标（成交）金额计）</td>" in table


def test_without_fees_the_document_shows_no_table(planning: Planning) -> None:
    assert fees_table_html(planning) == ""
