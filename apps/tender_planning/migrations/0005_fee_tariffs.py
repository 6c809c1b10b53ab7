"""The fees that agencies may set when the platform begins; the center's administrators keep them from here.

待核实 in an explanation marks a figure, a day or an article that nobody has compared with the official text yet.
"""

from datetime import date
from decimal import Decimal
from typing import Any

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

REGULATIONS = date(2015, 3, 1)  # 政府采购法实施条例
FAIR_COMPETITION_NOTICE = date(2019, 9, 1)  # 财库〔2019〕38号
AGENCY_MEASURES = date(2018, 3, 1)  # 财库〔2018〕2号
ASSOCIATION_GUIDELINES = date(2023, 1, 1)  # 豫招协〔2023〕002号

GUIDELINES = "豫招协〔2023〕002号《河南省招标代理服务收费指导意见》"
UNVERIFIED_DAY = "施行日期待核实。"

# 万元 and %; the works column, the goods column, the services column.
UPPER_BOUNDS = (100, 500, 1000, 5000, 10000, 50000, 100000, 500000)
RATES = {
    "works": ("1.2", "1.0", "0.7", "0.4", "0.25", "0.10", "0.045", "0.01"),
    "goods": ("1.7", "1.2", "0.8", "0.5", "0.30", "0.10", "0.045", "0.01"),
    "services": ("1.7", "1.2", "0.7", "0.4", "0.25", "0.10", "0.045", "0.01"),
}
KIND_NAMES = {"works": "工程", "goods": "货物", "services": "服务"}
DOUBTS = {"services": "服务类第七档至第八档的上限按500000万元录入，原计算表另有500500万元的写法，待核实。"}

TARIFFS: list[dict[str, Any]] = [
    {
        "kind": "document",
        "name": "文件费（电子采购文件）",
        "manner": "free",
        "payer": "bidder",
        "citation": "财库〔2019〕38号",
        "explanation": "电子采购文件免费提供。条款待核实，" + UNVERIFIED_DAY,
        "effective_from": FAIR_COMPETITION_NOTICE,
    },
    {
        "kind": "bid_security",
        "name": "投标保证金",
        "manner": "fixed",
        "payer": "bidder",
        "citation": "政府采购法实施条例第三十三条",
        "explanation": "不超过采购项目预算金额的2%，以非现金形式提交；可以不收取。",
        "effective_from": REGULATIONS,
    },
    {
        "kind": "performance_security",
        "name": "履约保证金",
        "manner": "percentage",
        "payer": "winner",
        "base": "award",
        "citation": "政府采购法实施条例第四十八条",
        "explanation": "不超过政府采购合同金额的10%；可以不收取。",
        "effective_from": REGULATIONS,
    },
    *(
        {
            "kind": "agency_service",
            "name": f"代理服务费（{name}标准）",
            "project_kind": kind,
            "manner": "brackets",
            "payer": "winner",
            "base": "award",
            "citation": GUIDELINES,
            "explanation": "按中标（成交）金额差额定率累进计取，可以下浮。" + DOUBTS.get(kind, "") + UNVERIFIED_DAY,
            "effective_from": ASSOCIATION_GUIDELINES,
        }
        for kind, name in KIND_NAMES.items()
    ),
    {
        "kind": "agency_service",
        "name": "代理服务费（约定金额）",
        "manner": "fixed",
        "payer": "winner",
        "citation": "委托代理协议；财库〔2018〕2号第十五条",
        "explanation": "按委托代理协议约定的金额填写。条款待核实，" + UNVERIFIED_DAY,
        "effective_from": AGENCY_MEASURES,
    },
    {
        "kind": "venue",
        "name": "场地费",
        "manner": "free",
        "payer": "bidder",
        "citation": "交易中心服务事项",
        "explanation": "政府采购项目使用交易中心场地不收费。依据待核实。",
        "effective_from": REGULATIONS,
    },
    {
        "kind": "transaction_service",
        "name": "交易服务费",
        "manner": "free",
        "payer": "winner",
        "citation": "交易中心服务事项",
        "explanation": "政府采购项目不收交易服务费。依据待核实；中心另行规定的，废止本条后新增。",
        "effective_from": REGULATIONS,
    },
]


def enter_tariffs(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    tariff_model = apps.get_model("tender_planning", "FeeTariff")
    bracket_model = apps.get_model("tender_planning", "FeeBracket")
    for facts in TARIFFS:
        tariff = tariff_model.objects.create(**facts)
        if tariff.manner == "brackets":
            bracket_model.objects.bulk_create(
                bracket_model(tariff=tariff, upper_bound=bound * 10_000, rate=Decimal(rate))
                for bound, rate in zip(UPPER_BOUNDS, RATES[tariff.project_kind], strict=True)
            )


class Migration(migrations.Migration):
    dependencies = [("tender_planning", "0004_plannings_of_accepted_projects")]

    # Going back leaves the catalogue: the table itself goes with the first migration.
    operations = [migrations.RunPython(enter_tariffs, migrations.RunPython.noop)]
