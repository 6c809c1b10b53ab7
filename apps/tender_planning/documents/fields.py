"""The fields that a chapter may hold: {{项目名称}} becomes what the project, the announcement and the settings say.

A field stands inside a sentence. What needs a table is a block field (`block_fields.py`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Model

from apps.acceptance.models import Lot
from apps.core.figures import write_figure
from apps.core.templatetags.ui import datetime_cn, money
from apps.tender_planning.documents.facts import Facts
from apps.tender_planning.fees_wording import manner_in_words
from apps.tender_planning.models import ScoringScheme
from apps.tender_planning.models.fees import FeeItem, FeeKind, Manner


@dataclass(frozen=True)
class Field:
    """A name that may be written in a chapter. `value` answers in plain text; empty while nothing was entered."""

    name: str
    group: str
    value: Callable[[Facts], str]


def _moment(moment: datetime | None) -> str:
    return datetime_cn(moment) if moment else ""


def _amount(amount: Decimal | None) -> str:
    return money(amount) if amount is not None else ""


def _count(number: int | None) -> str:
    return "" if number is None else str(number)


def _percent(rate: Decimal | None) -> str:
    return "" if rate is None else f"{write_figure(rate)}%"


def _of(part: Model | None, name: str) -> Any:
    """Return what a part says; None while the part itself is not there."""
    return getattr(part, name, None)


def _settled(facts: Facts, name: str) -> datetime | None:
    """Return a time as the agency settled it, or as the announcement says while it has not."""
    for source in (facts.opening, facts.announced):
        moment: datetime | None = _of(source, name)
        if moment:
            return moment
    return None


def _place(facts: Facts) -> str:
    settled = facts.opening.opening_place if facts.opening else ""
    return settled or (facts.announced.opening_place if facts.announced else "")


def _by_lot(facts: Facts, values: Mapping[int, str]) -> str:
    """Return one value where all lots agree, or each with its lot; empty when a lot has none."""
    if not values or any(not values.get(lot.pk) for lot in facts.lots):
        return ""
    if len(set(values.values())) == 1:
        return next(iter(values.values()))
    return "；".join(f"标段{lot.lot_no}：{values[lot.pk]}" for lot in facts.lots)


def _ceilings(facts: Facts) -> str:
    return _by_lot(facts, {lot.pk: _amount(_ceiling(lot)) for lot in facts.lots})


def _ceiling(lot: Lot) -> Decimal | None:
    ceiling: Decimal | None = lot.ceiling_price if lot.ceiling_price is not None else lot.budget
    return ceiling


def _fee(kind: FeeKind, absent: str) -> Callable[[Facts], str]:
    """Return what reads the fees of a kind; what is free, or not set at all, is `absent`."""

    def value(facts: Facts) -> str:
        items: dict[int, list[str]] = {lot.pk: [] for lot in facts.lots}
        for item in facts.fees:
            if item.tariff.kind == kind and item.manner != Manner.FREE:
                items[item.lot_id].append(_fee_in_words(item))
        return _by_lot(facts, {pk: "，".join(found) or absent for pk, found in items.items()})

    return value


def _fee_in_words(item: FeeItem) -> str:
    shown = _amount(item.amount) if item.manner == Manner.FIXED else manner_in_words(item)
    source = f"（{item.tariff.citation}）" if item.manner == Manner.BRACKETS and item.tariff.citation else ""
    return f"{shown}{source}，由{item.get_payer_display()}缴纳"


def _schemes(read: Callable[[ScoringScheme], str]) -> Callable[[Facts], str]:
    return lambda facts: _by_lot(facts, {scheme.lot_id: read(scheme) for scheme in facts.schemes})


def _rate(name: str) -> Callable[[Facts], str]:
    """Return what a policy deduction says; a scheme that leaves it out does not grant it."""
    return _schemes(lambda scheme: _percent(getattr(scheme, name)) or "不适用")


def _candidates(facts: Facts) -> str:
    number = _count(_of(facts.evaluation, "candidate_count"))
    return f"{number}名" if number else ""


def _decryption(facts: Facts) -> str:
    if not facts.project.is_encrypted:
        return "不适用（文件不加密）"
    minutes = _count(_of(facts.setup, "decryption_minutes"))
    return f"自解密开始之时起{minutes}分钟" if minutes else ""


def _month(facts: Facts) -> str:
    begins = _settled(facts, "documents_from")
    return _moment(begins).partition("月")[0] + "月" if begins else ""


FIELDS = (
    Field("项目名称", "项目", lambda facts: facts.project.name),
    Field("项目编号", "项目", lambda facts: facts.project.project_no or ""),
    Field("采购计划编号", "项目", lambda facts: facts.project.plan.plan_no if facts.project.plan else "无"),
    Field("采购方式", "项目", lambda facts: facts.project.get_method_display()),
    Field("采购对象", "项目", lambda facts: facts.project.get_kind_display()),
    Field("采购组织形式", "项目", lambda facts: facts.project.get_organisation_form_display()),
    Field("预算金额", "项目", lambda facts: _amount(facts.project.budget)),
    Field("最高限价", "项目", _ceilings),
    Field("资金来源", "项目", lambda facts: facts.project.fund_source),
    Field("采购需求概况", "项目", lambda facts: facts.project.requirement_summary),
    Field("标段数量", "项目", lambda facts: str(len(facts.lots))),
    Field(
        "中小企业政策",
        "项目",
        lambda facts: f"{'' if facts.project.is_sme_reserved else '非'}专门面向中小企业采购",
    ),
    Field("联合体", "项目", lambda facts: f"{'' if facts.project.accepts_consortium else '不'}接受联合体"),
    Field("进口产品", "项目", lambda facts: f"{'' if facts.project.is_import_allowed else '不'}允许采购进口产品"),
    Field("采购人", "采购人和代理机构", lambda facts: facts.project.purchaser_name),
    Field("采购人地址", "采购人和代理机构", lambda facts: facts.project.purchaser_address),
    Field("采购人联系人", "采购人和代理机构", lambda facts: facts.project.purchaser_contact),
    Field("采购人联系电话", "采购人和代理机构", lambda facts: facts.project.purchaser_phone),
    Field("代理机构", "采购人和代理机构", lambda facts: facts.project.agency.name),
    Field("代理机构地址", "采购人和代理机构", lambda facts: facts.project.agency.address),
    Field("项目联系人", "采购人和代理机构", lambda facts: facts.project.agency_contact),
    Field("项目联系电话", "采购人和代理机构", lambda facts: facts.project.agency_phone),
    Field("公告编号", "公告", lambda facts: facts.announced.announcement_no if facts.announced else ""),
    Field("公告发布时间", "公告", lambda facts: _moment(_of(facts.announced, "first_published_at"))),
    Field(
        "公告期限", "公告", lambda facts: f"{facts.announced.notice_working_days}个工作日" if facts.announced else ""
    ),
    Field(
        "文件售价",
        "公告",
        lambda facts: (
            (money(facts.announced.documents_price) if facts.announced.documents_price else "免费")
            if facts.announced
            else ""
        ),
    ),
    Field("编制年月", "时间地点", _month),
    Field("文件获取开始时间", "时间地点", lambda facts: _moment(_settled(facts, "documents_from"))),
    Field("文件获取截止时间", "时间地点", lambda facts: _moment(_settled(facts, "documents_until"))),
    Field("提出疑问截止时间", "时间地点", lambda facts: _moment(_settled(facts, "question_deadline"))),
    Field("提交截止时间", "时间地点", lambda facts: _moment(_settled(facts, "bid_deadline"))),
    Field("开标时间", "时间地点", lambda facts: _moment(_settled(facts, "opening_at"))),
    Field("开标地点", "时间地点", _place),
    Field("加密要求", "开标评标", lambda facts: "须加密后提交" if facts.project.is_encrypted else "无须加密"),
    Field(
        "开标方式",
        "开标评标",
        lambda facts: "采用不见面方式，通过网络参加" if facts.project.is_remote_opening else "现场进行",
    ),
    Field("解密时限", "开标评标", _decryption),
    Field("评审委员会人数", "开标评标", lambda facts: _count(_of(facts.evaluation, "committee_size"))),
    Field("评审专家人数", "开标评标", lambda facts: _count(_of(facts.evaluation, "expert_count"))),
    Field("采购人代表人数", "开标评标", lambda facts: _count(_of(facts.evaluation, "representative_count"))),
    Field("推荐候选人数量", "开标评标", _candidates),
    Field("评审办法", "开标评标", _schemes(lambda scheme: scheme.get_evaluation_method_display())),
    Field("小微企业价格扣除", "开标评标", _rate("small_firm_deduction")),
    Field("本国产品价格扣除", "开标评标", _rate("domestic_deduction")),
    Field("投标保证金", "资费", _fee(FeeKind.BID_SECURITY, "不要求提交")),
    Field("履约保证金", "资费", _fee(FeeKind.PERFORMANCE_SECURITY, "不要求提交")),
    Field("代理服务费", "资费", _fee(FeeKind.AGENCY_SERVICE, "不收取")),
)
BY_NAME = {field.name: field for field in FIELDS}
