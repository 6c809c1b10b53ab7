"""What the announcements of a made-up project say: title, facts and text of every type."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from apps.acceptance.codes import Method
from apps.announcements.load import vocabulary
from apps.announcements.load.projects import Story
from apps.announcements.models import Announcement

Type = Announcement.Type

TITLES = {
    Type.TENDER: "招标公告",
    Type.CHANGE: "变更公告",
    Type.RESULT: "中标结果公告",
    Type.RESULT_CORRECTION: "中标结果更正公告",
    Type.TERMINATION: "终止公告",
    Type.CONTRACT: "合同公告",
}


@dataclass(frozen=True)
class Draft:
    """One announcement before it is stored."""

    type: Announcement.Type
    title: str
    facts: dict[str, Any]
    body: str
    first_published_at: datetime


def drafts_of(story: Story, dice: Random) -> Iterator[Draft]:
    """Return what is announced of a project, oldest first: a tender, and what may follow one."""
    at = story.begins_at
    if story.project.method != Method.SINGLE_SOURCE:
        yield _draft(Type.TENDER, story, dice, at)
        if dice.random() < 0.25:
            yield _draft(Type.CHANGE, story, dice, at + timedelta(days=5))
        if dice.random() < 0.07:
            yield _draft(Type.TERMINATION, story, dice, at + timedelta(days=21))
            return
    yield _draft(Type.RESULT, story, dice, at + timedelta(days=24))
    if dice.random() < 0.06:
        yield _draft(Type.RESULT_CORRECTION, story, dice, at + timedelta(days=27))
    if dice.random() < 0.7:
        yield _draft(Type.CONTRACT, story, dice, at + timedelta(days=45))


def _draft(announcement_type: Announcement.Type, story: Story, dice: Random, at: datetime) -> Draft:
    return Draft(
        type=announcement_type,
        title=f"{story.project.name}{TITLES[announcement_type]}"[:200],
        facts=_facts(announcement_type, story, at),
        body=_body(announcement_type, story, dice),
        first_published_at=at,
    )


def _facts(announcement_type: str, story: Story, at: datetime) -> dict[str, Any]:
    deadline = (story.begins_at + timedelta(days=21)).isoformat()
    lot = {
        "lot_no": "1",
        "supplier": story.supplier,
        "amount": str(story.amount),
        "main_items": [{"name": story.item, "quantity": "1批", "unit_price": str(story.amount)}],
    }
    changed = {"label": "开标时间", "before": at.isoformat(), "after": deadline}
    facts: dict[str, dict[str, Any]] = {
        Type.TENDER: {
            "method": story.project.method,
            "budget": str(story.project.budget),
            "ceiling_price": None,
            "documents_from": at.isoformat(),
            "documents_until": (at + timedelta(days=7)).isoformat(),
            "documents_price": "0.00",
            "bid_deadline": deadline,
            "opening_at": deadline,
            "opening_place": "方城县公共资源交易中心开标一室",
            "notice_working_days": 5,
            "accepts_consortium": False,
            "purchaser": story.purchaser,
            "agency": story.agency,
            "contact": {"name": story.project.purchaser_contact, "phone": story.project.purchaser_phone},
        },
        Type.CHANGE: {
            "subject": "documents",
            "items": [changed],
            "postponed": True,
            "bid_deadline": deadline,
            "opening_at": deadline,
        },
        Type.RESULT: {
            "lots": [lot],
            "experts": [{"name": name, "role": "expert", "is_chair": False} for name in story.experts],
            "agency_fee": {"standard": "豫招协〔2023〕002号", "amount": "41000.00"},
            "notice_working_days": 1,
        },
        Type.RESULT_CORRECTION: {"items": [changed], "lots": [lot]},
        Type.TERMINATION: {"lots": [{"lot_no": "1", "reason": "提交投标文件的供应商不足3家"}]},
        Type.CONTRACT: {
            "contract_no": f"HT-{story.project.project_no}",
            "name": f"{story.item}合同",
            "purchaser": story.purchaser,
            "supplier": story.supplier,
            "amount": str(story.amount),
            "signed_on": at.date().isoformat(),
            "term": "合同签订后90日",
        },
    }
    return facts[announcement_type]


def _body(announcement_type: str, story: Story, dice: Random) -> str:
    """Return a text of about a thousand characters, in the structure of the 2020 formats."""
    project = story.project
    clauses = dice.sample(vocabulary.CLAUSES, dice.randrange(4, 11))
    models = "、".join(f"{story.item}{dice.choice('ABCDEFGHJK')}{dice.randrange(10**5)}" for _ in range(3))
    lines = [
        f"项目概况：{project.name}的潜在供应商应在公共资源交易平台获取采购文件。",
        f"项目编号：{project.project_no}；采购方式：{Method(project.method).label}；预算金额：{project.budget}元。",
        f"采购需求：{models}，交货地点为方城县{story.town}，合同履行期限为{dice.randrange(10, 400)}日历天。",
        *clauses,
        f"采购人：{project.purchaser_name}，地址：{project.purchaser_address}，"
        f"联系人：{project.purchaser_contact}，电话：{project.purchaser_phone}。",
        f"采购代理机构：{project.agency.name}。",
    ]
    if announcement_type in {Type.RESULT, Type.RESULT_CORRECTION, Type.CONTRACT}:
        lines += [
            f"中标（成交）供应商：{story.supplier['name']}，地址：{story.supplier['address']}，金额：{story.amount}元。",
            f"评审专家名单：{'、'.join(story.experts)}。",
        ]
    return "".join(f"<p>{line}</p>" for line in lines)
