"""Statutory items stay as they are; everything else is the agency's."""

from dataclasses import asdict, replace
from datetime import datetime
from decimal import Decimal
from uuid import uuid4

import pytest

from apps.acceptance.models import Lot, Project
from apps.accounts.models import User
from apps.core.actors import Actor
from apps.core.exceptions import Refused, StaleState
from apps.core.models import AuditEntry
from apps.tender_planning.exceptions import NotOpen
from apps.tender_planning.models import (
    CheckTemplate,
    ComplianceItem,
    FeeItem,
    FeeTariff,
    Planning,
    QualificationItem,
)
from apps.tender_planning.models.checks import Stage
from apps.tender_planning.selectors.checks import check_tables
from apps.tender_planning.services.checks import (
    CheckFacts,
    begin_checks,
    complete_checks,
    copy_checks,
    save_checks,
)
from apps.tender_planning.tests.checks import as_entered

OWN = CheckFacts(key=uuid4(), name="供货能力", requirement="能在30日内供货。", judging="statement")


@pytest.fixture
def second_lot(planning: Planning) -> Lot:
    return planning.project.lots.order_by("pk")[1]


def test_both_tables_begin_with_the_items_of_the_method_and_kind(begun: Lot) -> None:
    qualification = QualificationItem.objects.filter(lot=begun)
    compliance = ComplianceItem.objects.filter(lot=begun)

    assert list(qualification.filter(is_statutory=True).values_list("name", flat=True)) == [
        "独立承担民事责任的能力",
        "商业信誉和财务会计制度",
        "设备和专业技术能力",
        "依法纳税和缴纳社会保障资金",
        "无重大违法记录",
        "法律、行政法规规定的其他条件",
        "信用记录",
        "关联关系",
        "落实政府采购政策需满足的资格要求",
    ]
    assert list(compliance.values_list("name", flat=True)) == [
        "签署、盖章",
        "投标报价",
        "附加条件",
        "实质性要求和条件",
        "投标有效期",
        "报价合理性",
        "无串通投标情形",
        "其他无效情形",
        "非进口产品",
        "强制采购的节能产品",
    ]


def test_beginning_twice_is_refused(planning: Planning, begun: Lot, clerk: User, now: datetime) -> None:
    with pytest.raises(Refused, match="已经建立审查项"):
        begin_checks(planning=planning, lot=begun, revision=1, user=clerk, actor=Actor.person(clerk), now=now)

    assert ComplianceItem.objects.count() == 10


def test_the_agency_adds_an_item_and_changes_the_order(
    planning: Planning, begun: Lot, clerk: User, now: datetime
) -> None:
    items = as_entered(begun)
    items[Stage.QUALIFICATION] = [OWN, *reversed(items[Stage.QUALIFICATION])]

    revision = save_checks(
        planning=planning, lot=begun, revision=1, items=items, user=clerk, actor=Actor.person(clerk), now=now
    )

    names = list(QualificationItem.objects.filter(lot=begun).values_list("name", flat=True))
    assert revision == 2
    assert names[:2] == ["供货能力", "特定资格要求"]
    assert names[-1] == "独立承担民事责任的能力"
    assert QualificationItem.objects.get(name="供货能力").is_statutory is False
    assert AuditEntry.objects.filter(act="checks.saved").count() == 1


def test_a_row_keeps_its_record_when_it_is_saved_again(
    planning: Planning, begun: Lot, clerk: User, now: datetime
) -> None:
    before = set(ComplianceItem.objects.values_list("pk", "key"))

    save_checks(
        planning=planning,
        lot=begun,
        revision=1,
        items=as_entered(begun),
        user=clerk,
        actor=Actor.person(clerk),
        now=now,
    )

    assert set(ComplianceItem.objects.values_list("pk", "key")) == before


def test_a_statutory_item_cannot_be_dropped(planning: Planning, begun: Lot, clerk: User, now: datetime) -> None:
    items = as_entered(begun)
    items[Stage.QUALIFICATION] = [OWN, *items[Stage.QUALIFICATION][1:]]

    with pytest.raises(Refused) as refusal:
        save_checks(
            planning=planning, lot=begun, revision=1, items=items, user=clerk, actor=Actor.person(clerk), now=now
        )

    assert refusal.value.problems == {"qualification": ["“独立承担民事责任的能力”为法定必备的审查项，不能删除。"]}
    assert not QualificationItem.objects.filter(name="供货能力").exists()


@pytest.mark.parametrize("name", ["name", "requirement", "evidence", "judging", "citation"])
def test_no_word_of_a_statutory_item_can_be_changed(
    planning: Planning, begun: Lot, clerk: User, now: datetime, name: str
) -> None:
    items = as_entered(begun)
    items[Stage.COMPLIANCE][1] = CheckFacts(**asdict(items[Stage.COMPLIANCE][1]) | {name: "online"})

    with pytest.raises(Refused) as refusal:
        save_checks(
            planning=planning, lot=begun, revision=1, items=items, user=clerk, actor=Actor.person(clerk), now=now
        )

    assert list(refusal.value.problems) == [f"compliance-1-{name}"]
    assert ComplianceItem.objects.filter(lot=begun, name="投标报价", judging="comparison").exists()


def test_line_breaks_of_a_browser_are_no_change(planning: Planning, begun: Lot, clerk: User, now: datetime) -> None:
    item = ComplianceItem.objects.get(lot=begun, name="投标报价")
    ComplianceItem.objects.filter(pk=item.pk).update(requirement="第一行\n第二行")
    items = as_entered(begun)
    items[Stage.COMPLIANCE][1] = replace(items[Stage.COMPLIANCE][1], requirement="第一行\r\n第二行")

    revision = save_checks(
        planning=planning, lot=begun, revision=1, items=items, user=clerk, actor=Actor.person(clerk), now=now
    )

    assert revision == 2


def test_the_second_of_two_who_save_is_told(
    planning: Planning, begun: Lot, clerk: User, colleague: User, now: datetime
) -> None:
    items = as_entered(begun)
    save_checks(planning=planning, lot=begun, revision=1, items=items, user=clerk, actor=Actor.person(clerk), now=now)
    items[Stage.QUALIFICATION] = [*items[Stage.QUALIFICATION], OWN]

    with pytest.raises(StaleState, match="李经办刚刚保存过"):
        save_checks(
            planning=planning,
            lot=begun,
            revision=1,
            items=items,
            user=colleague,
            actor=Actor.person(colleague),
            now=now,
        )

    assert not QualificationItem.objects.filter(name="供货能力").exists()


def test_before_the_announcement_nothing_begins(locked: Planning, clerk: User, now: datetime) -> None:
    lot = locked.project.lots.first()
    assert lot is not None

    with pytest.raises(NotOpen, match="采购公告到达本平台后"):
        begin_checks(planning=locked, lot=lot, revision=0, user=clerk, actor=Actor.person(clerk), now=now)

    assert not QualificationItem.objects.exists()


def test_rows_of_another_lot_are_refused(
    planning: Planning, begun: Lot, second_lot: Lot, clerk: User, now: datetime
) -> None:
    with pytest.raises(Refused, match="属于另一个标段"):
        save_checks(
            planning=planning,
            lot=second_lot,
            revision=0,
            items=as_entered(begun),
            user=clerk,
            actor=Actor.person(clerk),
            now=now,
        )

    assert not QualificationItem.objects.filter(lot=second_lot).exists()


def test_a_deposit_that_is_set_later_is_completed(planning: Planning, begun: Lot, clerk: User, now: datetime) -> None:
    ask_for_deposit(planning, begun)

    complete_checks(planning=planning, lot=begun, revision=1, user=clerk, actor=Actor.person(clerk), now=now)

    item = ComplianceItem.objects.get(lot=begun, name="投标保证金")
    assert (item.is_statutory, item.position) == (True, 10)
    assert "财政部令第87号第六十三条第（一）项" in item.citation


def test_new_words_of_the_center_are_taken_over(planning: Planning, begun: Lot, clerk: User, now: datetime) -> None:
    CheckTemplate.objects.filter(name="信用记录").update(requirement="按新规定查询。")

    complete_checks(planning=planning, lot=begun, revision=1, user=clerk, actor=Actor.person(clerk), now=now)

    assert QualificationItem.objects.get(lot=begun, name="信用记录").requirement == "按新规定查询。"


def test_what_the_center_no_longer_asks_may_be_dropped(
    planning: Planning, begun: Lot, clerk: User, now: datetime
) -> None:
    CheckTemplate.objects.filter(name="非进口产品").update(is_active=False)
    items = as_entered(begun)
    items[Stage.COMPLIANCE] = [row for row in items[Stage.COMPLIANCE] if row.name != "非进口产品"]

    save_checks(planning=planning, lot=begun, revision=1, items=items, user=clerk, actor=Actor.person(clerk), now=now)

    assert not ComplianceItem.objects.filter(name="非进口产品").exists()


def test_a_copy_has_rows_of_its_own_and_the_statutes_of_its_lot(
    planning: Planning, begun: Lot, second_lot: Lot, clerk: User, now: datetime
) -> None:
    ask_for_deposit(planning, second_lot)

    copy_checks(
        planning=planning,
        source=begun,
        target=second_lot,
        revision=0,
        user=clerk,
        actor=Actor.person(clerk),
        now=now,
    )

    source, target = (check_tables([lot])[lot.pk][Stage.COMPLIANCE] for lot in (begun, second_lot))
    assert [item.name for item in target] == [*[item.name for item in source], "投标保证金"]
    assert not {item.key for item in source} & {item.key for item in target}


def test_there_is_nothing_to_copy_from_an_empty_lot(
    planning: Planning, begun: Lot, second_lot: Lot, clerk: User, now: datetime
) -> None:
    with pytest.raises(Refused, match="没有可复制的内容"):
        copy_checks(
            planning=planning,
            source=second_lot,
            target=begun,
            revision=1,
            user=clerk,
            actor=Actor.person(clerk),
            now=now,
        )

    assert ComplianceItem.objects.filter(lot=begun).count() == 10


@pytest.mark.parametrize(
    ("method", "words"),
    [
        ("invited_tender", "投标文件按招标文件要求签署、盖章。"),
        ("competitive_consultation", "响应文件按磋商文件要求签署、盖章。"),
        ("competitive_negotiation", "响应文件按谈判文件要求签署、盖章。"),
        ("inquiry", "响应文件按询价通知书要求签署、盖章。"),
        ("single_source", "响应文件按采购文件要求签署、盖章。"),
    ],
)
def test_every_method_has_items_in_its_own_words(
    lot: Lot, clerk: User, now: datetime, method: str, words: str
) -> None:
    Project.objects.update(method=method)
    planning = Planning.objects.get(project=lot.project_id)

    begin_checks(planning=planning, lot=lot, revision=0, user=clerk, actor=Actor.person(clerk), now=now)

    assert ComplianceItem.objects.get(lot=lot, name="签署、盖章").requirement == words
    assert QualificationItem.objects.filter(lot=lot, is_statutory=True).count() == 9


def ask_for_deposit(planning: Planning, lot: Lot) -> None:
    tariff = FeeTariff.objects.get(kind="bid_security")
    FeeItem.objects.create(
        planning=planning,
        lot=lot,
        position=0,
        tariff=tariff,
        manner="fixed",
        payer="bidder",
        amount=Decimal(20000),
    )
