"""What a bidder usually hands in, by method and kind: the rows that 投标文件组成 begins with.

The price always has a sheet of its own: it is what is read out at the opening (财政部令第87号第四十一条).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from apps.acceptance.codes import Kind, Method
from apps.tender_planning.models import BidSlot

Category = BidSlot.Category


@dataclass(frozen=True)
class DefaultSlot:
    """One row of the list; without methods or kinds it is for every one."""

    category: BidSlot.Category
    name: str
    requirement: str
    is_required: bool = True
    most_megabytes: int = 50
    methods: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()

    def fits(self, method: str, kind: str) -> bool:
        """Tell whether the row is for a project of this method and kind."""
        return (not self.methods or method in self.methods) and (not self.kinds or kind in self.kinds)


TENDERS = frozenset({Method.OPEN_TENDER, Method.INVITED_TENDER})
OTHERS = frozenset(Method) - TENDERS
SINGLE_SOURCE = frozenset({Method.SINGLE_SOURCE})

DEFAULT_SLOTS: Sequence[DefaultSlot] = (
    DefaultSlot(Category.QUALIFICATION, "主体资格证明", "营业执照等证明文件；自然人提供身份证明", most_megabytes=20),
    DefaultSlot(Category.QUALIFICATION, "资格承诺函", "按格式填写并签章", most_megabytes=20),
    DefaultSlot(Category.QUALIFICATION, "无重大违法记录声明", "按格式填写并签章", most_megabytes=20),
    DefaultSlot(Category.QUALIFICATION, "特定资格证明", "公告要求特定资格的提供", is_required=False),
    DefaultSlot(
        Category.QUALIFICATION, "中小企业声明函等政策证明材料", "享受政策的按格式填写并签章", is_required=False
    ),
    DefaultSlot(Category.BUSINESS, "投标函", "按格式填写并签章", most_megabytes=20, methods=TENDERS),
    DefaultSlot(Category.BUSINESS, "响应函", "按格式填写并签章", most_megabytes=20, methods=OTHERS),
    DefaultSlot(Category.BUSINESS, "法定代表人身份证明及授权委托书", "按格式填写并签章", most_megabytes=20),
    DefaultSlot(
        Category.BUSINESS, "商务偏离表及证明材料", "按格式填写；附业绩等评审所需的证明材料", most_megabytes=200
    ),
    DefaultSlot(
        Category.TECHNICAL,
        "技术偏离表及技术证明材料",
        "逐条响应技术参数，附检测报告、产品资料",
        most_megabytes=200,
        kinds=frozenset({Kind.GOODS}),
    ),
    DefaultSlot(
        Category.TECHNICAL, "供货与安装方案", "供货计划、安装调试、培训和售后服务", kinds=frozenset({Kind.GOODS})
    ),
    DefaultSlot(
        Category.TECHNICAL,
        "施工组织设计",
        "施工方案、进度、质量、安全和文明施工措施",
        most_megabytes=200,
        kinds=frozenset({Kind.WORKS}),
    ),
    DefaultSlot(
        Category.TECHNICAL, "项目管理机构", "项目经理及主要人员的资格证书和社保证明", kinds=frozenset({Kind.WORKS})
    ),
    DefaultSlot(
        Category.TECHNICAL,
        "服务方案",
        "服务内容、人员安排、进度和质量保证措施",
        most_megabytes=200,
        kinds=frozenset({Kind.SERVICES}),
    ),
    DefaultSlot(Category.PRICE_SHEET, "开标一览表", "按格式签章，开标时宣布", most_megabytes=20, methods=TENDERS),
    DefaultSlot(Category.PRICE_SHEET, "报价一览表", "按格式填写并签章", most_megabytes=20, methods=OTHERS),
    DefaultSlot(Category.OTHER, "分项报价表", "合计与报价一致", most_megabytes=20),
    DefaultSlot(Category.OTHER, "已标价工程量清单", "按招标（采购）工程量清单填报", kinds=frozenset({Kind.WORKS})),
    DefaultSlot(Category.OTHER, "成本及同类项目价格资料", "供协商价格使用", methods=SINGLE_SOURCE),
    DefaultSlot(Category.OTHER, "其他材料", "供应商认为需要提供的", is_required=False),
)


def default_slots(method: str, kind: str) -> list[DefaultSlot]:
    """Return the rows for a project of this method and kind."""
    return [slot for slot in DEFAULT_SLOTS if slot.fits(method, kind)]
