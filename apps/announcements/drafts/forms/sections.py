"""How a sheet is laid out: in the order and under the headings of its format."""

from collections.abc import Mapping
from dataclasses import dataclass

from apps.acceptance.codes import Method
from apps.announcements.models import Announcement

Type = Announcement.Type


@dataclass(frozen=True)
class Section:
    """A part of a sheet: fields, and below them a table."""

    title: str
    fields: tuple[str, ...] = ()
    table: str = ""
    add_label: str = ""
    note: str = ""


# Fields that take a line of their own.
WIDE = frozenset(
    {
        "title", "lot_nos", "requirement", "policy_requirements", "special_requirements", "documents_way", "remarks",
        "single_source_reason", "expert_opinions", "fee_standard", "enclosures", "term", "accepts_consortium",
    }
)  # fmt: skip

_REMARKS = Section("其他补充事宜", ("remarks",))
_CONTACTS = Section(
    "联系方式",
    (
        "purchaser_contact",
        "purchaser_phone",
        "purchaser_address",
        "agency_contact",
        "agency_phone",
        "agency_address",
        "contact_name",
        "contact_phone",
    ),
)
_ITEMS = Section("更正内容", table="items", add_label="添加更正项")
_MAIN_ITEMS = Section("主要标的信息", table="main_items", add_label="添加标的")
_BASICS = Section("项目基本情况", ("lot_nos", "requirement", "contract_term", "accepts_consortium"))
_QUALIFICATION = Section("申请人的资格要求", ("policy_requirements", "special_requirements"))
_DOCUMENTS = Section(
    "获取采购文件",
    (
        "documents_from",
        "documents_until",
        "documents_hours",
        "documents_place",
        "documents_price",
        "documents_way",
    ),
)
_BIDS = Section("提交与开标（开启）", ("bid_deadline", "opening_at", "bid_place", "opening_place"))
_NOTICE = Section("公告期限", ("notice_working_days",), note="个工作日，自公告发布的次日起计算")

_TENDER = (Section("公告标题", ("title",)), _BASICS, _QUALIFICATION, _DOCUMENTS, _BIDS, _NOTICE, _REMARKS, _CONTACTS)
_SINGLE_SOURCE = (
    Section("公示标题", ("title",)),
    Section("项目信息", ("lot_nos", "requirement", "contract_term", "accepts_consortium", "single_source_reason")),
    Section("拟定供应商信息", ("supplier_name", "supplier_address", "policy_requirements", "special_requirements")),
    _DOCUMENTS,
    _BIDS,
    Section("公示期限", ("notice_working_days",), note="个工作日，自公示发布的次日起计算"),
    _REMARKS,
    _CONTACTS,
    Section("附件", ("expert_opinions",)),
)
_SECTIONS: Mapping[str, tuple[Section, ...]] = {
    Type.TENDER: _TENDER,
    Type.CHANGE: (
        Section("公告标题", ("title", "subject")),
        Section(
            "改动的时间、地点",
            ("documents_until", "bid_deadline", "opening_at", "opening_place"),
            note="不变的留空；改动的自动写入更正内容，提交后按法定期限核对",
        ),
        _ITEMS,
        _REMARKS,
        _CONTACTS,
    ),
    Type.RESULT: (
        Section("公告标题", ("title",)),
        Section("中标（成交）信息", table="awards", add_label="添加供应商"),
        _MAIN_ITEMS,
        Section("评审专家（单一来源采购人员）名单", table="experts", add_label="添加成员"),
        Section("代理服务收费标准及金额", ("fee_standard", "fee_amount")),
        _NOTICE,
        _REMARKS,
        _CONTACTS,
        Section("附件", ("enclosures",)),
    ),
    Type.RESULT_CORRECTION: (
        Section("公告标题", ("title",)),
        _ITEMS,
        Section(
            "更正后的中标（成交）信息",
            table="awards",
            add_label="添加供应商",
            note="已填入现行结果；只有改动的标段随本公告更正",
        ),
        _MAIN_ITEMS,
        _REMARKS,
        _CONTACTS,
    ),
    Type.TERMINATION: (
        Section("公告标题", ("title",)),
        Section("项目终止的原因", table="lots", add_label="添加标段", note="只列终止的标段"),
        _REMARKS,
        _CONTACTS,
    ),
    Type.CONTRACT: (
        Section("公告标题", ("title", "lot_nos")),
        Section("合同", ("contract_no", "contract_name", "amount", "signed_on", "term")),
        Section(
            "供应商（乙方）",
            ("supplier_name", "supplier_code", "supplier_address", "supplier_contact", "supplier_phone"),
        ),
        Section("主要标的", table="contract_items", add_label="添加标的"),
        _REMARKS,
        _CONTACTS,
        Section("附件", ("enclosures",)),
    ),
}


def sections_of(announcement_type: str, method: str) -> tuple[Section, ...]:
    """Return the parts of a sheet in their order."""
    if announcement_type == Type.TENDER and method == Method.SINGLE_SOURCE:
        return _SINGLE_SOURCE
    return _SECTIONS[announcement_type]
