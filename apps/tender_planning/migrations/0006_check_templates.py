"""The items that the checks of a lot begin with; the center's administrators keep them from here.

待核实 behind a citation marks an article that nobody has compared with the official text yet.
"""

from typing import Any

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

EVERY = ("",)
TENDERS = ("open_tender", "invited_tender")
CONSULTATION = ("competitive_consultation",)
NEGOTIATION = ("competitive_negotiation",)
INQUIRY = ("inquiry",)
SINGLE_SOURCE = ("single_source",)
COMPETITIONS = TENDERS + CONSULTATION + NEGOTIATION + INQUIRY

UNVERIFIED = "（待核实）"


def items(
    stage: str,
    methods: tuple[str, ...],
    *words: str,
    kind: str = "",
    circumstance: str = "",
    is_statutory: bool = True,
) -> list[dict[str, Any]]:
    """Return the rows of one item, one for each method; the words are name, requirement, citation, evidence, judging."""
    defaults = {"evidence": "", "judging": "document"}
    texts = defaults | dict(zip(("name", "requirement", "citation", "evidence", "judging"), words, strict=False))
    return [
        {
            "stage": stage,
            "method": method,
            "kind": kind,
            "circumstance": circumstance,
            **texts,
            "is_statutory": is_statutory,
        }
        for method in methods
    ]


def qualification(methods: tuple[str, ...], *words: str, **traits: Any) -> list[dict[str, Any]]:
    return items("qualification", methods, *words, **traits)


def compliance(methods: tuple[str, ...], *words: str, **traits: Any) -> list[dict[str, Any]]:
    return items("compliance", methods, *words, **traits)


# 政府采购法 第二十二条 and what the regulations ask to be proved by (实施条例 第十七条).
QUALIFICATIONS = [
    *qualification(EVERY, "独立承担民事责任的能力", "具有独立承担民事责任的能力。",
                   "政府采购法第二十二条第一款第（一）项、政府采购法实施条例第十七条",
                   "法人或者其他组织的营业执照等证明文件，自然人的身份证明"),
    *qualification(EVERY, "商业信誉和财务会计制度", "具有良好的商业信誉和健全的财务会计制度。",
                   "政府采购法第二十二条第一款第（二）项、政府采购法实施条例第十七条",
                   "财务状况报告等相关材料，或者按规定提交的资格承诺函"),
    *qualification(EVERY, "设备和专业技术能力", "具有履行合同所必需的设备和专业技术能力。",
                   "政府采购法第二十二条第一款第（三）项、政府采购法实施条例第十七条",
                   "具备履行合同所必需的设备和专业技术能力的证明材料或者承诺函"),
    *qualification(EVERY, "依法纳税和缴纳社会保障资金", "有依法缴纳税收和社会保障资金的良好记录。",
                   "政府采购法第二十二条第一款第（四）项、政府采购法实施条例第十七条",
                   "依法缴纳税收和社会保障资金的相关材料，或者按规定提交的资格承诺函；依法免缴的提供证明"),
    *qualification(EVERY, "无重大违法记录", "参加政府采购活动前三年内，在经营活动中没有重大违法记录。",
                   "政府采购法第二十二条第一款第（五）项、政府采购法实施条例第十七条",
                   "参加政府采购活动前3年内在经营活动中没有重大违法记录的书面声明", "statement"),
    *qualification(EVERY, "法律、行政法规规定的其他条件", "符合法律、行政法规规定的其他条件；国家对生产、经营、施工有行政许可规定的，具有相应许可。",
                   "政府采购法第二十二条第一款第（六）项、政府采购法实施条例第十七条",
                   "法律、行政法规要求的证明文件；没有特别要求的无须提供"),
    *qualification(EVERY, "信用记录",
                   "未被列入失信被执行人、重大税收违法案件当事人（重大税收违法失信主体）名单和政府采购严重违法失信行为记录名单。",
                   "财库〔2016〕125号", "由资格审查人员查询“信用中国”“中国政府采购网”，查询结果打印存档；供应商不必提供", "online"),
    *qualification(COMPETITIONS, "关联关系",
                   "单位负责人为同一人或者存在直接控股、管理关系的不同供应商，不得参加同一合同项下的政府采购活动；"
                   "为本项目提供整体设计、规范编制或者项目管理、监理、检测等服务的供应商，不得再参加本项目的其他采购活动。",
                   "政府采购法实施条例第十八条", "无关联关系的声明函；资格审查人员核对各供应商的单位负责人和股权信息", "statement"),
    *qualification(SINGLE_SOURCE, "唯一供应商", "与经公示、批准的单一来源供应商一致。",
                   "政府采购法第三十一条、政府采购法实施条例第三十八条", "单一来源采购公示和批准文件"),
    *qualification(EVERY, "落实政府采购政策需满足的资格要求",
                   "本项目（标段）专门面向中小企业采购，供应商须为符合条件的中小企业；监狱企业、残疾人福利性单位视同小型、微型企业。",
                   "政府采购法第九条、财库〔2020〕46号、财库〔2014〕68号、财库〔2017〕141号",
                   "《中小企业声明函》，或者监狱企业证明文件、《残疾人福利性单位声明函》", "statement", circumstance="sme_reserved"),
    *qualification(EVERY, "落实政府采购政策需满足的资格要求",
                   "本项目（标段）未专门面向中小企业采购，本项不另设资格条件；支持中小企业、节能环保、本国产品等政策在评审中落实。",
                   "政府采购法第九条、财库〔2020〕46号", "无须提供", circumstance="sme_open"),
    *qualification(EVERY, "联合体", "以联合体形式参加的，联合体各方均具备法定资格条件，已签订联合体协议并载明各方承担的工作和义务，"
                   "且各方未再单独或者与其他供应商另组联合体参加同一合同项下的采购活动。",
                   "政府采购法第二十四条、政府采购法实施条例第二十二条", "联合体协议书；不以联合体形式参加的无须提供", circumstance="consortium"),
    *qualification(EVERY, "非联合体", "本项目不接受联合体，供应商独立参加。",
                   "财政部令第87号第十九条" + UNVERIFIED, "", "comparison", circumstance="no_consortium", is_statutory=False),
    *qualification(EVERY, "特定资格要求", "符合采购公告载明的特定资格要求：【请写明；没有的，删除本项】。",
                   "政府采购法第二十二条第二款", "", is_statutory=False),
    *qualification(EVERY, "施工资质和安全生产许可", "具有与本工程相适应的建筑业企业资质（【请写明类别和等级；不适用的，删除本项】）和有效的安全生产许可证。",
                   "建筑法第二十六条、安全生产许可证条例第二条" + UNVERIFIED, "资质证书、安全生产许可证",
                   kind="works", is_statutory=False),
]  # fmt: skip

# What an invalid tender is: 令87 第六十三条, and the articles around it.
TENDER_ITEMS = [
    *compliance(TENDERS, "签署、盖章", "投标文件按招标文件要求签署、盖章。",
                "财政部令第87号第六十三条第（二）项", "投标文件各签署、盖章处；由代理人签署的附授权委托书", "comparison"),
    *compliance(TENDERS, "投标保证金", "按招标文件规定的金额、形式和时间提交投标保证金。",
                "财政部令第87号第六十三条第（一）项、政府采购法实施条例第三十三条", "保证金到账记录或者保函", circumstance="bid_security"),
    *compliance(TENDERS, "投标报价", "投标报价未超过招标文件规定的预算金额；设有最高限价的，未超过最高限价。",
                "财政部令第87号第六十三条第（四）项", "开标一览表", "comparison"),
    *compliance(TENDERS, "附加条件", "投标文件不含采购人不能接受的附加条件。",
                "财政部令第87号第六十三条第（五）项", "", "comparison"),
    *compliance(TENDERS, "实质性要求和条件", "投标文件对招标文件中标明的实质性要求和条件全部作出响应。",
                "财政部令第87号第二十条、第五十条" + UNVERIFIED, "商务、技术偏离表及相应证明材料", "comparison"),
    *compliance(TENDERS, "投标有效期", "投标文件承诺的投标有效期不少于招标文件载明的投标有效期。",
                "财政部令第87号第二十三条" + UNVERIFIED, "投标函", "comparison"),
    *compliance(TENDERS, "报价合理性", "报价未明显低于其他通过符合性审查投标人的报价；触发异常低价审查的，已按要求书面说明并提供证明材料，证明其报价合理。",
                "财政部令第87号第六十条" + UNVERIFIED + "、财库〔2026〕2号", "书面说明及证明材料（仅在评标委员会要求时）", "comparison"),
    *compliance(TENDERS, "无串通投标情形", "不存在视为投标人串通投标的情形。",
                "财政部令第87号第三十七条", "投标文件制作信息、保证金缴纳账户等", "comparison"),
    *compliance(TENDERS, "其他无效情形", "不存在法律、法规和招标文件规定的其他投标无效情形。",
                "财政部令第87号第六十三条第（六）项", "", "comparison"),
]  # fmt: skip


def response_items(
    methods: tuple[str, ...], document: str, measures: str, articles: dict[str, str], security: str
) -> list[dict[str, Any]]:
    """Return the items of a method whose bids are responses (响应文件), in the words of its own measures."""
    return [
        *compliance(methods, "签署、盖章", f"响应文件按{document}要求签署、盖章。",
                    f"{measures}{articles['form']}{UNVERIFIED}", "响应文件各签署、盖章处；由代理人签署的附授权委托书", "comparison"),
        *compliance(methods, security, f"按{document}规定的金额、形式和时间提交{security}。",
                    f"{measures}{articles['security']}{UNVERIFIED}、政府采购法实施条例第三十三条", "保证金到账记录或者保函",
                    circumstance="bid_security"),
        *compliance(methods, "报价", "报价未超过采购预算；设有最高限价的，未超过最高限价。",
                    f"{measures}{articles['price']}{UNVERIFIED}", "报价一览表", "comparison"),
        *compliance(methods, "实质性响应", f"响应文件对{document}的实质性要求全部作出响应。",
                    f"{measures}{articles['response']}{UNVERIFIED}", "商务、技术偏离表及相应证明材料", "comparison"),
        *compliance(methods, "附加条件", "响应文件不含采购人不能接受的附加条件。",
                    f"{measures}{articles['response']}{UNVERIFIED}", "", "comparison"),
        *compliance(methods, "其他无效情形", f"不存在法律、法规和{document}规定的其他响应无效情形。",
                    f"{measures}{articles['response']}{UNVERIFIED}", "", "comparison"),
    ]  # fmt: skip


RESPONSE_ITEMS = [
    *response_items(
        CONSULTATION, "磋商文件", "财库〔2014〕214号",
        {"form": "第十一条", "security": "第十二条", "price": "第三十四条", "response": "第十六条"}, "磋商保证金",
    ),
    *response_items(
        NEGOTIATION, "谈判文件", "财政部令第74号",
        {"form": "第十三条", "security": "第十四条", "price": "第三十七条", "response": "第三十条"}, "谈判保证金",
    ),
    *response_items(
        INQUIRY, "询价通知书", "财政部令第74号",
        {"form": "第十三条", "security": "第十四条", "price": "第五十条", "response": "第四十六条"}, "询价保证金",
    ),
    *response_items(
        SINGLE_SOURCE, "采购文件", "财政部令第74号",
        {"form": "第十三条", "security": "第十四条", "price": "第四十三条", "response": "第四十一条"}, "响应保证金",
    ),
    *compliance(CONSULTATION + NEGOTIATION + INQUIRY, "报价合理性",
                "报价未明显低于其他通过符合性审查供应商的报价；触发异常低价审查的，已按要求书面说明并提供证明材料，证明其报价合理。",
                "财库〔2026〕2号", "书面说明及证明材料（仅在评审小组要求时）", "comparison"),
    *compliance(INQUIRY, "一次报价", "一次报出不得更改的价格，没有选择性报价。",
                "政府采购法第四十条、财政部令第74号第四十六条" + UNVERIFIED, "报价一览表", "comparison"),
]  # fmt: skip

POLICY_ITEMS = [
    *compliance(EVERY, "非进口产品", "所报货物不是进口产品（通过中国海关报关验放进入中国境内且产自关境外的产品）。",
                "政府采购法第十条、财库〔2007〕119号" + UNVERIFIED, "产地说明或者承诺函", "statement",
                kind="goods", circumstance="no_imports"),
    *compliance(EVERY, "强制采购的节能产品", "所报货物属于节能产品政府采购品目清单内强制采购品目的，具有有效的节能产品认证证书。【请写明涉及的标的；不涉及的，删除本项】",
                "财库〔2019〕9号、财库〔2019〕19号" + UNVERIFIED, "节能产品认证证书", kind="goods", is_statutory=False),
    *compliance(EVERY, "工期、质量和安全承诺", "承诺的工期、质量标准和安全文明施工要求满足采购文件规定。",
                "", "工期、质量、安全承诺书", "comparison", kind="works", is_statutory=False),
    *compliance(EVERY, "服务期限和服务标准", "承诺的服务期限、服务地点和服务标准满足采购文件规定。",
                "", "服务承诺书", "comparison", kind="services", is_statutory=False),
]  # fmt: skip


def enter_templates(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    template = apps.get_model("tender_planning", "CheckTemplate")
    rows = QUALIFICATIONS + TENDER_ITEMS + RESPONSE_ITEMS + POLICY_ITEMS
    template.objects.bulk_create(template(position=place * 10, **row) for place, row in enumerate(rows, start=1))


class Migration(migrations.Migration):
    dependencies = [("tender_planning", "0005_fee_tariffs")]

    # Going back leaves the items: the table itself goes with the first migration.
    operations = [migrations.RunPython(enter_templates, migrations.RunPython.noop)]
