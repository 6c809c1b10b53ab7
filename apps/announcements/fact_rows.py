"""The facts of every type of announcement as terms and values: beside its text, and to compare two versions."""

from collections.abc import Iterable

from apps.announcements.facts import (
    AwardedLot,
    ChangedItem,
    ChangeTable,
    ContractTable,
    CorrectionTable,
    MainItem,
    NamedExpert,
    Party,
    ResultTable,
    Table,
    TenderTable,
    TerminationTable,
)
from apps.announcements.wording import wording_of
from apps.core.facts import Fact
from apps.core.templatetags.ui import ABSENT, date_cn, datetime_cn, money, quantity


def summary_of(table: Table, *, method: str) -> list[Fact]:
    """Return what is said of the whole; what is said of lots or items is left to `details_of`."""
    match table:
        case TenderTable():
            return _tender(table)
        case ChangeTable():
            return _change(table, method)
        case ResultTable():
            return _result(table, method)
        case CorrectionTable():
            return [Fact("更正事项", "采购结果"), Fact("更正内容", f"{len(table.items)} 项")]
        case TerminationTable():
            return [Fact("终止的标段", "、".join(lot.lot_no for lot in table.lots) or ABSENT)]
        case ContractTable():
            return _contract(table)


def details_of(table: Table) -> list[Fact]:
    """Return what is said of single lots and items."""
    match table:
        case ChangeTable():
            return _items(table.items)
        case ResultTable():
            return _lots(table.lots)
        case CorrectionTable():
            return [*_items(table.items), *_lots(table.lots)]
        case TerminationTable():
            return [Fact(f"标段 {lot.lot_no} 终止原因", lot.reason) for lot in table.lots]
    return []


def _tender(table: TenderTable) -> list[Fact]:
    words = wording_of(table.method)
    return [
        Fact("采购方式", table.method.label),
        Fact("预算金额", money(table.budget)),
        Fact("最高限价", "未载明" if table.ceiling_price is None else money(table.ceiling_price)),
        Fact("文件获取", f"{datetime_cn(table.documents_from)} 至 {datetime_cn(table.documents_until)}"),
        Fact("文件售价", money(table.documents_price) if table.documents_price else "免费"),
        Fact(words.deadline, datetime_cn(table.bid_deadline)),
        Fact(f"{words.opening}时间", datetime_cn(table.opening_at)),
        Fact(f"{words.opening}地点", table.opening_place),
        Fact("公告期限", f"{table.notice_working_days} 个工作日"),
        Fact("联合体", "接受" if table.accepts_consortium else "不接受"),
        _party("采购人", table.purchaser),
        _party("代理机构", table.agency),
        Fact("项目联系人", table.contact_name, note=table.contact_phone),
    ]


def _change(table: ChangeTable, method: str) -> list[Fact]:
    words = wording_of(method)
    return [
        Fact("更正事项", table.subject.label),
        Fact("是否延期", "延期" if table.is_postponed else "不延期"),
        Fact(f"{words.deadline}改为", datetime_cn(table.bid_deadline) if table.bid_deadline else "不变"),
        Fact(f"{words.opening}时间改为", datetime_cn(table.opening_at) if table.opening_at else "不变"),
    ]


def _result(table: ResultTable, method: str) -> list[Fact]:
    award = wording_of(method).award
    total = [Fact(f"{award}总金额", money(table.amount))] if table.amount is not None else []
    return [
        Fact(f"{award}标段", f"{len(table.lots)} 个"),
        *total,
        Fact("评审专家", "、".join(map(_expert, table.experts)) or ABSENT),
        Fact("代理服务费", money(table.fee_amount), note=table.fee_standard),
        Fact("公告期限", f"{table.notice_working_days} 个工作日"),
    ]


def _contract(table: ContractTable) -> list[Fact]:
    return [
        Fact("合同编号", table.contract_no),
        Fact("合同名称", table.name),
        _party("采购人（甲方）", table.purchaser),
        _party("供应商（乙方）", table.supplier),
        Fact("合同金额", money(table.amount)),
        Fact("签订日期", date_cn(table.signed_on)),
        Fact("履约期限", table.term),
    ]


def _items(items: Iterable[ChangedItem]) -> list[Fact]:
    return [
        Fact(f"更正项 {number}", f"{item.label}：{item.before or ABSENT} → {item.after or ABSENT}")
        for number, item in enumerate(items, start=1)
    ]


def _lots(lots: Iterable[AwardedLot]) -> list[Fact]:
    facts = []
    for lot in lots:
        name = f"标段 {lot.lot_no}"
        facts += [
            Fact(f"{name} 供应商", lot.supplier.name, note=lot.supplier.credit_code),
            Fact(f"{name} 供应商地址", lot.supplier.address or ABSENT),
            Fact(f"{name} 金额", money(lot.amount)),
            Fact(f"{name} 费率", lot.rate or ABSENT),
            Fact(f"{name} 评审得分", quantity(lot.score)),
            Fact(f"{name} 主要标的", "；".join(map(_main_item, lot.main_items)) or ABSENT),
        ]
    return facts


def _main_item(item: MainItem) -> str:
    price = "" if item.unit_price is None else f"单价 {money(item.unit_price)}"
    return " ".join(part for part in (item.name, item.brand, item.model, item.quantity, price) if part)


def _expert(expert: NamedExpert) -> str:
    marks = [expert.role.label] if expert.role != "expert" else []
    if expert.is_chair:
        marks.append("组长")
    return f"{expert.name}（{'、'.join(marks)}）" if marks else expert.name


def _party(label: str, party: Party) -> Fact:
    reach = " ".join(part for part in (party.contact, party.phone, party.address) if part)
    return Fact(label, party.name, note=reach)
