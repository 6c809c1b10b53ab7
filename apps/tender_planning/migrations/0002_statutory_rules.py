"""The statutory rules in force when the platform begins; the center's administrators keep them from here.

待核实 in an explanation marks a figure or an article that nobody has compared with the official text yet.
"""

from datetime import date
from decimal import Decimal
from typing import Any

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TENDERS = ("open_tender", "invited_tender")
CONSULTATION = ("competitive_consultation",)
NEGOTIATION = ("competitive_negotiation",)
INQUIRY = ("inquiry",)
SINGLE_SOURCE = ("single_source",)
EVERY = ("",)

# The days on which the instruments came into force.
PROCUREMENT_LAW = date(2003, 1, 1)  # 政府采购法
REGULATIONS = date(2015, 3, 1)  # 政府采购法实施条例
ORDER_87 = date(2017, 10, 1)  # 政府采购货物和服务招标投标管理办法
ORDER_74 = date(2014, 2, 1)  # 政府采购非招标采购方式管理办法
CONSULTATION_MEASURES = date(2014, 12, 31)  # 财库〔2014〕214号
ORDER_94 = date(2018, 3, 1)  # 政府采购质疑和投诉办法
EXPERT_MEASURES = date(2017, 1, 1)  # 财库〔2016〕198号
DISCLOSURE_NOTICE = date(2015, 7, 17)  # 财库〔2015〕135号
SMALL_FIRMS_NOTICE = date(2022, 7, 1)  # 财库〔2022〕19号
SMALL_FIRMS_MEASURES = date(2021, 1, 1)  # 财库〔2020〕46号
FAIR_COMPETITION_NOTICE = date(2019, 9, 1)  # 财库〔2019〕38号
DEMAND_MEASURES = date(2021, 7, 1)  # 财库〔2021〕22号
ABNORMAL_PRICE_NOTICE = date(2026, 2, 1)  # 财库〔2026〕2号
DOMESTIC_PRODUCTS_NOTICE = date(2026, 1, 1)  # 国办发〔2025〕34号
THRESHOLDS = date(2020, 1, 1)

UNVERIFIED = "待核实。"


def rows(  # noqa: PLR0917  a table is read by its columns
    code: str,
    methods: tuple[str, ...],
    limits: tuple[str | None, str | None],
    unit: str,
    since: date,
    citation: str,
    explanation: str = "",
    *,
    kinds: tuple[str, ...] = EVERY,
    excuse: str = "",
) -> list[dict[str, Any]]:
    """Return the rows of one rule, one for each method and kind."""
    minimum, maximum = (None if limit is None else Decimal(limit) for limit in limits)
    return [
        {
            "code": code,
            "method": method,
            "kind": kind,
            "minimum": minimum,
            "maximum": maximum,
            "unit": unit,
            "effective_from": since,
            "citation": citation,
            "explanation": explanation,
            "is_excusable": bool(excuse),
            "excuse_hint": excuse,
        }
        for method in methods
        for kind in kinds
    ]


PERIODS = [
    *rows("documents_to_deadline", TENDERS, ("20", None), "calendar_days", PROCUREMENT_LAW,
          "政府采购法第三十五条", "自招标文件开始发出之日起至投标截止之日止；建议满20日后开标。"),
    *rows("documents_to_deadline", CONSULTATION, ("10", None), "calendar_days", CONSULTATION_MEASURES,
          "财库〔2014〕214号第十条", "自磋商文件发出之日起至首次响应文件提交截止之日止；建议满10日后开启。"),
    *rows("documents_to_deadline", NEGOTIATION, ("3", None), "working_days", ORDER_74,
          "财政部令第74号第二十九条", "自谈判文件发出之日起至首次响应文件提交截止之日止。"),
    *rows("documents_to_deadline", INQUIRY, ("3", None), "working_days", ORDER_74,
          "财政部令第74号第四十五条", "自询价通知书发出之日起至响应文件提交截止之日止。"),
    *rows("announcement_period", TENDERS, ("5", None), "working_days", ORDER_87,
          "财政部令第87号第十六条", "自省级以上财政部门指定媒体首次发布之日起计算。"),
    *rows("announcement_period", CONSULTATION + NEGOTIATION + INQUIRY, ("3", None), "working_days",
          DISCLOSURE_NOTICE, "财库〔2015〕135号", UNVERIFIED + "自省级以上财政部门指定媒体首次发布之日起计算。"),
    *rows("document_supply", TENDERS, ("5", None), "working_days", ORDER_87,
          "政府采购法实施条例第三十一条、财政部令第87号第十八条", "自招标文件开始发出之日起计算。"),
    *rows("document_supply", CONSULTATION, ("5", None), "working_days", CONSULTATION_MEASURES,
          "财库〔2014〕214号第十条", "自磋商文件开始发售之日起计算。"),
    *rows("clarification", TENDERS, ("15", None), "calendar_days", ORDER_87,
          "政府采购法实施条例第三十一条、财政部令第87号第二十七条",
          "可能影响投标文件编制的澄清或者修改，至少在投标截止时间15日前；不足15日的，应当顺延截止时间。"),
    *rows("clarification", CONSULTATION, ("5", None), "calendar_days", CONSULTATION_MEASURES,
          "财库〔2014〕214号第十条", UNVERIFIED + "不足5日的，应当顺延首次响应文件提交截止时间。"),
    *rows("clarification", NEGOTIATION, ("3", None), "working_days", ORDER_74,
          "财政部令第74号第二十九条", UNVERIFIED + "不足3个工作日的，应当顺延首次响应文件提交截止时间。"),
    *rows("clarification", INQUIRY, ("3", None), "working_days", ORDER_74,
          "财政部令第74号第四十五条", UNVERIFIED + "不足3个工作日的，应当顺延响应文件提交截止时间。"),
    *rows("question_window", EVERY, (None, "7"), "working_days", ORDER_94,
          "财政部令第94号第十一条、政府采购法实施条例第五十三条",
          "供应商在获取采购文件或者采购文件公告期限届满之日起7个工作日内可以提出质疑。"),
    *rows("result_notice", TENDERS, ("1", None), "working_days", ORDER_87,
          "财政部令第87号第六十九条", "中标结果公告期限为1个工作日，自省级以上财政部门指定媒体首次发布之日起计算。"),
    *rows("result_notice", CONSULTATION + NEGOTIATION + INQUIRY + SINGLE_SOURCE, ("1", None), "working_days",
          DISCLOSURE_NOTICE, "财库〔2015〕135号", UNVERIFIED + "成交结果公告期限为1个工作日。"),
    *rows("result_challenge", EVERY, (None, "7"), "working_days", ORDER_94,
          "政府采购法第五十二条、政府采购法实施条例第五十三条、财政部令第94号第十条",
          "供应商自中标、成交结果公告期限届满之日起7个工作日内可以提出质疑。"),
    *rows("opening_after_deadline", TENDERS, ("0", "0"), "minutes", ORDER_87,
          "财政部令第87号第三十九条", "开标应当在招标文件确定的提交投标文件截止时间的同一时间进行。"),
    *rows("expert_draw", TENDERS + INQUIRY, (None, "2"), "working_days", EXPERT_MEASURES,
          "财库〔2016〕198号", "抽取评审专家的开始时间不早于评审活动开始前2个工作日；竞争性谈判、竞争性磋商除外。",
          excuse="异地评审的项目不受此限。"),
]  # fmt: skip

COMMITTEES = [
    *rows("committee_size", TENDERS, ("5", None), "persons", ORDER_87,
          "财政部令第87号第四十七条", "评标委员会为5人以上单数。"),
    *rows("committee_size", CONSULTATION, ("3", None), "persons", CONSULTATION_MEASURES,
          "财库〔2014〕214号第十四条", "磋商小组为3人以上单数；达到公开招标数额标准的是否须为5人，待核实。"),
    *rows("committee_size", NEGOTIATION, ("3", None), "persons", PROCUREMENT_LAW,
          "政府采购法第三十八条、财政部令第74号第七条", "谈判小组为3人以上单数。令第74号条次待核实。"),
    *rows("committee_size", INQUIRY, ("3", None), "persons", PROCUREMENT_LAW,
          "政府采购法第四十条、财政部令第74号第七条", "询价小组为3人以上单数。令第74号条次待核实。"),
    *rows("committee_large_budget", TENDERS, ("10000000", None), "yuan", ORDER_87,
          "财政部令第87号第四十七条", "采购预算金额在1000万元以上（含1000万元）的，评标委员会为7人以上单数。"),
    *rows("committee_large_size", TENDERS, ("7", None), "persons", ORDER_87,
          "财政部令第87号第四十七条", "预算1000万元以上、技术复杂或者社会影响较大的项目，为7人以上单数。"),
    *rows("open_tender_threshold", EVERY, ("4000000", None), "yuan", THRESHOLDS,
          "河南省政府集中采购目录及限额标准",
          UNVERIFIED + "数额和施行日期以省级现行文件为准；全国市县级下限为200万元（财库〔2019〕69号）。",
          kinds=("goods", "services")),
    *rows("open_tender_threshold", EVERY, ("4000000", None), "yuan", THRESHOLDS,
          "必须招标的工程项目规定", UNVERIFIED + "施工单项合同估算价；施行日期待核实。", kinds=("works",)),
    *rows("committee_size_at_threshold", NEGOTIATION + INQUIRY, ("5", None), "persons", ORDER_74,
          "财政部令第74号第七条", UNVERIFIED + "达到公开招标数额标准的，小组为5人以上单数。条次待核实。"),
    *rows("expert_share", TENDERS, ("0.666667", None), "share", ORDER_87,
          "财政部令第87号第四十七条", "评审专家不少于成员总数的三分之二。"),
    *rows("expert_share", CONSULTATION, ("0.666667", None), "share", CONSULTATION_MEASURES,
          "财库〔2014〕214号第十四条", "评审专家不少于磋商小组成员总数的三分之二。"),
    *rows("expert_share", NEGOTIATION, ("0.666667", None), "share", PROCUREMENT_LAW,
          "政府采购法第三十八条、财政部令第74号第七条", "评审专家不少于成员总数的三分之二。令第74号条次待核实。"),
    *rows("expert_share", INQUIRY, ("0.666667", None), "share", PROCUREMENT_LAW,
          "政府采购法第四十条、财政部令第74号第七条", "评审专家不少于成员总数的三分之二。令第74号条次待核实。"),
    *rows("qualifying_contracts", EVERY, (None, "2"), "contracts", DEMAND_MEASURES,
          "财库〔2021〕22号", "业绩作为资格条件的，要求供应商提供的同类业务合同一般不超过2个。"),
    *rows("candidates", CONSULTATION, ("3", None), "persons", CONSULTATION_MEASURES,
          "财库〔2014〕214号第二十五条", UNVERIFIED + "推荐3名以上成交候选供应商。",
          excuse="市场竞争不充分的科研、科技成果转化项目可以推荐2家（第二十一条）；政府购买服务只剩2家的（财库〔2015〕124号）。"),
    *rows("candidates", NEGOTIATION, ("3", None), "persons", ORDER_74,
          "财政部令第74号第三十五条", UNVERIFIED + "提出3名以上成交候选人。",
          excuse="公开招标失败后经财政部门批准，与2家供应商谈判的（第二十七条）。"),
    *rows("candidates", INQUIRY, ("3", None), "persons", ORDER_74,
          "财政部令第74号第四十八条", UNVERIFIED + "提出3名以上成交候选人。"),
]  # fmt: skip

MONEY = [
    *rows("document_price", EVERY, (None, "0"), "yuan", FAIR_COMPETITION_NOTICE,
          "财库〔2019〕38号", UNVERIFIED + "电子采购文件免费提供；条款和施行日期以原文为准。"),
    *rows("bid_security", EVERY, (None, "2"), "percent", REGULATIONS,
          "政府采购法实施条例第三十三条", "不超过采购项目预算金额的2%，以非现金形式提交。"),
    *rows("performance_security", EVERY, (None, "10"), "percent", REGULATIONS,
          "政府采购法实施条例第四十八条", "不超过政府采购合同金额的10%。"),
    *rows("price_weight", TENDERS, ("30", None), "percent", ORDER_87,
          "财政部令第87号第五十五条", "货物项目的价格分值占总分值的比重不低于30%。", kinds=("goods",),
          excuse="执行国家统一定价标准或者采用固定价格采购的，价格不列为评审因素。"),
    *rows("price_weight", TENDERS, ("10", None), "percent", ORDER_87,
          "财政部令第87号第五十五条", "服务项目的价格分值占总分值的比重不低于10%。", kinds=("services",),
          excuse="执行国家统一定价标准或者采用固定价格采购的，价格不列为评审因素。"),
    *rows("price_weight", CONSULTATION, ("30", "60"), "percent", CONSULTATION_MEASURES,
          "财库〔2014〕214号第二十四条", "货物项目的价格分值占总分值的比重为30%至60%。", kinds=("goods",),
          excuse="执行统一价格标准的项目，价格不列为评分因素；有特殊情况须调整的，应当经财政部门批准。条文待核实。"),
    *rows("price_weight", CONSULTATION, ("10", "30"), "percent", CONSULTATION_MEASURES,
          "财库〔2014〕214号第二十四条", "服务项目的价格分值占总分值的比重为10%至30%。", kinds=("services",),
          excuse="执行统一价格标准的项目，价格不列为评分因素；有特殊情况须调整的，应当经财政部门批准。条文待核实。"),
    *rows("abnormal_mean_rate", EVERY, ("50", "65"), "percent", ABNORMAL_PRICE_NOTICE,
          "财库〔2026〕2号", "低于通过符合性审查的全部报价平均值的50%；采购文件可以提高，最高65%。"),
    *rows("abnormal_second_rate", EVERY, ("50", "65"), "percent", ABNORMAL_PRICE_NOTICE,
          "财库〔2026〕2号", "低于通过符合性审查的次低报价的50%；采购文件可以提高，最高65%。"),
    *rows("abnormal_ceiling_rate", EVERY, ("45", "65"), "percent", ABNORMAL_PRICE_NOTICE,
          "财库〔2026〕2号", "低于最高限价的45%，没有最高限价的按采购预算；采购文件可以提高，最高65%。"),
    *rows("abnormal_explanation", EVERY, ("30", None), "minutes", ABNORMAL_PRICE_NOTICE,
          "财库〔2026〕2号", "给供应商书面说明和提交证明材料的时间不少于30分钟。"),
    *rows("deduction_small_firms", EVERY, ("10", "20"), "percent", SMALL_FIRMS_NOTICE,
          "财库〔2022〕19号", "货物、服务项目对小微企业报价的扣除比例，由采购文件确定。", kinds=("goods", "services")),
    *rows("deduction_small_firms", EVERY, ("3", "5"), "percent", SMALL_FIRMS_MEASURES,
          "财库〔2020〕46号", UNVERIFIED + "工程项目对小微企业报价的扣除比例，由采购文件确定。", kinds=("works",)),
    *rows("deduction_consortium", EVERY, ("4", "6"), "percent", SMALL_FIRMS_NOTICE,
          "财库〔2022〕19号", "联合体协议或者分包意向中小微企业合同份额达到规定的，对报价的扣除比例。",
          kinds=("goods", "services")),
    *rows("deduction_consortium", EVERY, ("1", "2"), "percent", SMALL_FIRMS_MEASURES,
          "财库〔2020〕46号", UNVERIFIED + "工程项目联合体协议或者分包意向中小微企业合同份额达到规定的，对报价的扣除比例。",
          kinds=("works",)),
    *rows("small_firms_part", EVERY, ("30", None), "percent", SMALL_FIRMS_MEASURES,
          "财库〔2020〕46号第九条", "联合体协议或者分包意向协议约定的小微企业合同份额达到合同总金额的30%以上。"),
    *rows("deduction_domestic", EVERY, ("20", "20"), "percent", DOMESTIC_PRODUCTS_NOTICE,
          "国办发〔2025〕34号", "本国产品与非本国产品竞争时，对本国产品报价的扣除比例。"),
    *rows("domestic_part", EVERY, ("80", None), "percent", DOMESTIC_PRODUCTS_NOTICE,
          "国办发〔2025〕34号", "一个标段含多种产品的，本国产品成本之和占全部产品成本之和的比例。"),
]  # fmt: skip


def enter_rules(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    rule = apps.get_model("tender_planning", "StatutoryRule")
    rule.objects.bulk_create(rule(**row) for row in PERIODS + COMMITTEES + MONEY)


class Migration(migrations.Migration):
    dependencies = [("tender_planning", "0001_initial")]

    # Going back leaves the rules: the table itself goes with the migration before.
    operations = [migrations.RunPython(enter_rules, migrations.RunPython.noop)]
