"""The province's codes and ours.

Today the two are the same words; this is the one place that says so. A deployment that speaks the official
code lists changes the left sides of these tables and nothing else.
"""

from collections.abc import Mapping


class UnknownCode(ValueError):
    """A code that the contract does not list."""


class CodeTable:
    """A list of codes, one of ours for each of the province's."""

    def __init__(self, name: str, ours_by_wire: Mapping[str, str]) -> None:
        self.name = name
        self._ours_by_wire = dict(ours_by_wire)
        self._wire_by_ours = {ours: wire for wire, ours in ours_by_wire.items()}
        if len(self._wire_by_ours) != len(self._ours_by_wire):
            raise ValueError(f"two codes of {name} mean the same")

    def to_ours(self, wire: str) -> str:
        """Translate a code of the province; raise UnknownCode if there is none."""
        try:
            return self._ours_by_wire[wire]
        except KeyError as error:
            raise UnknownCode(wire) from error

    def to_wire(self, ours: str) -> str:
        """Translate one of our identifiers; raise UnknownCode if the province has no word for it."""
        try:
            return self._wire_by_ours[ours]
        except KeyError as error:
            raise UnknownCode(ours) from error


METHODS = CodeTable(
    "采购方式",
    {
        "open_tender": "open_tender",  # 公开招标
        "invited_tender": "invited_tender",  # 邀请招标
        "competitive_consultation": "competitive_consultation",  # 竞争性磋商
        "competitive_negotiation": "competitive_negotiation",  # 竞争性谈判
        "inquiry": "inquiry",  # 询价
        "single_source": "single_source",  # 单一来源
    },
)
KINDS = CodeTable(
    "采购类别",
    {
        "goods": "goods",  # 货物
        "works": "works",  # 工程
        "services": "services",  # 服务
    },
)
ORGANISATION_FORMS = CodeTable(
    "采购组织形式",
    {
        "centralised": "centralised",  # 政府集中采购
        "departmental": "departmental",  # 部门集中采购
        "decentralised": "decentralised",  # 分散采购
    },
)
ANNOUNCEMENT_TYPES = CodeTable(
    "公告类型",
    {
        "tender": "tender",  # 采购公告
        "change": "change",  # 变更公告
        "result": "result",  # 结果公告
        "result_correction": "result_correction",  # 结果更正公告
        "termination": "termination",  # 终止公告
        "contract": "contract",  # 合同公告
    },
)
CHANGE_SUBJECTS = CodeTable(
    "更正事项",
    {
        "announcement": "announcement",  # 采购公告
        "documents": "documents",  # 采购文件
    },
)
COMMITTEE_ROLES = CodeTable(
    "评审人员身份",
    {
        "expert": "expert",  # 评审专家
        "purchaser_representative": "purchaser_representative",  # 采购人代表
    },
)
EXPERT_STATUSES = CodeTable(
    "专家状态",
    {
        "confirmed": "confirmed",  # 确认参加
        "absent": "absent",  # 缺席
        "replaced": "replaced",  # 已被替换
    },
)
OPERATIONS = CodeTable(
    "操作",
    {
        "upsert": "upsert",  # 新增或修改
        "withdraw": "withdraw",  # 撤回
    },
)
