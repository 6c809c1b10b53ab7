"""示例数据: the officer and the plans that a newcomer finds.

Every project, amount and person is invented; the titles say so.
"""

from dataclasses import dataclass
from decimal import Decimal

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from apps.province.choices import Kind, Method, OrganisationForm
from apps.province.filings import DEMO_AGENCY, DEMO_HANDLER, DEMO_PURCHASER, PlanFiling, PlanItemFiling
from apps.province.models import Organisation, Plan
from apps.province.services.plans import file_new_plan, remember_organisation
from apps.province.wire_types import Party

MARK = "【示例数据】"
USERNAME, PASSWORD = "caigou", "Fangcheng-demo-1"


@dataclass(frozen=True)
class DemoReport:
    """How much was new."""

    plans: int
    users: int


def _purchaser(name: str, uscc: str, serial: int) -> Party:
    return Party(
        name=name,
        uscc=uscc,
        contact=f"{'张王李赵周吴'[serial % 6]}老师",
        phone=f"0377-6000000{serial}",
        address=f"河南省南阳市方城县城关镇（示例地址）{serial}号",
    )


POLICE = _purchaser("方城县公安局", "11411322006000028J", 2)
TOWNSHIP = _purchaser("方城县杨集乡人民政府", "11411322006000036D", 3)
HOSPITAL = _purchaser("方城县人民医院", "124113220060000445", 4)
WATER = _purchaser("方城县水利局", "114113220060000523", 5)
LAND = _purchaser("方城县自然资源局", "11411322006000060X", 6)
EMERGENCY = _purchaser("方城县应急管理局", "11411322006000079T", 7)
ARCHIVE = _purchaser("方城县档案馆", "12411322006000087J", 8)

XINDA = Party(
    name="中原信达招标代理有限公司",
    uscc="91410100MA9F00023L",
    contact="赵工",
    phone="0371-60000022",
    address="河南省郑州市金水区（示例地址）66号",
)


def _line(category_code: str, name: str, quantity: str, unit: str, budget: str) -> PlanItemFiling:
    return PlanItemFiling(category_code=category_code, name=name, quantity=quantity, unit=unit, budget=Decimal(budget))


def _plan(
    title: str,
    purchaser: Party,
    agency: Party,
    method: Method,
    kind: Kind,
    *lines: PlanItemFiling,
    above_threshold: bool = True,
    sme_reserved: bool = False,
    organisation_form: OrganisationForm = OrganisationForm.DECENTRALISED,
) -> PlanFiling:
    return PlanFiling(
        title=MARK + title,
        budget=sum((line.budget for line in lines), Decimal(0)),
        purchaser=purchaser,
        agency=agency,
        method=method.value,
        kind=kind.value,
        organisation_form=organisation_form.value,
        above_threshold=above_threshold,
        sme_reserved=sme_reserved,
        handler=DEMO_HANDLER,
        items=list(lines),
    )


PLANS = {
    "411322-2026-00017": _plan(
        "方城县教育体育局义务教育学校教学设备采购项目",
        DEMO_PURCHASER,
        DEMO_AGENCY,
        Method.OPEN_TENDER,
        Kind.GOODS,
        _line("A02020700", "电子白板", "120", "台", "3120000.00"),
        _line("A05010203", "课桌椅", "6000", "套", "1740000.00"),
        organisation_form=OrganisationForm.CENTRALISED,
    ),
    "411322-2026-00018": _plan(
        "方城县公安局辖区视频监控运维服务项目",
        POLICE,
        DEMO_AGENCY,
        Method.COMPETITIVE_CONSULTATION,
        Kind.SERVICES,
        _line("C16070000", "视频监控运行维护服务", "1", "项", "965000.00"),
        sme_reserved=True,
    ),
    "411322-2026-00019": _plan(
        "方城县杨集乡道路安全设施采购项目",
        TOWNSHIP,
        DEMO_AGENCY,
        Method.COMPETITIVE_CONSULTATION,
        Kind.WORKS,
        _line("B08000000", "道路安全设施工程", "1", "项", "1480000.00"),
        sme_reserved=True,
    ),
    "411322-2026-00020": _plan(
        "方城县人民医院办公计算机采购项目",
        HOSPITAL,
        XINDA,
        Method.INQUIRY,
        Kind.GOODS,
        _line("A02010105", "台式计算机", "80", "台", "412000.00"),
        organisation_form=OrganisationForm.CENTRALISED,
    ),
    "411322-2026-00021": _plan(
        "方城县智慧水利平台建设项目",
        WATER,
        DEMO_AGENCY,
        Method.OPEN_TENDER,
        Kind.SERVICES,
        _line("C16020000", "智慧水利平台集成实施服务", "1", "项", "12600000.00"),
    ),
    "411322-2026-00022": _plan(
        "方城县自然资源局不动产登记系统扩容项目",
        LAND,
        XINDA,
        Method.SINGLE_SOURCE,
        Kind.SERVICES,
        _line("C16010000", "不动产登记系统扩容开发服务", "1", "项", "4600000.00"),
    ),
    "411322-2026-00023": _plan(
        "方城县应急物资采购项目",
        EMERGENCY,
        XINDA,
        Method.COMPETITIVE_NEGOTIATION,
        Kind.GOODS,
        _line("A02061900", "应急照明设备", "246", "套", "738000.00"),
        sme_reserved=True,
    ),
    # Below the threshold: filed here, and never seen by the trading center.
    "411322-2026-00031": _plan(
        "方城县档案馆打印机采购",
        ARCHIVE,
        DEMO_AGENCY,
        Method.INQUIRY,
        Kind.GOODS,
        _line("A02021004", "A4彩色打印机", "20", "台", "68000.00"),
        above_threshold=False,
    ),
}


@transaction.atomic
def load_demo() -> DemoReport:
    """Add what is missing of the demonstration data; what is there stays as it is, changed or not."""
    now = timezone.now()
    is_new_user = not User.objects.filter(username=USERNAME).exists()
    if is_new_user:
        User.objects.create_user(username=USERNAME, password=PASSWORD, first_name=DEMO_HANDLER)
    for agency in (DEMO_AGENCY, XINDA):
        remember_organisation(Organisation.Role.AGENCY, agency)
    known = set(Plan.objects.filter(plan_no__in=PLANS).values_list("plan_no", flat=True))
    missing = {plan_no: filing for plan_no, filing in PLANS.items() if plan_no not in known}
    for plan_no, filing in missing.items():
        file_new_plan(filing=filing, plan_no=plan_no, now=now)
    return DemoReport(plans=len(missing), users=int(is_new_user))
