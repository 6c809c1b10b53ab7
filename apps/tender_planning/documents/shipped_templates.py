"""The templates that the platform is delivered with: one for each of the six methods, put together from shared bodies.

A body is a file of `templates/`. In it `${bidder}` and the like stand for the words that the method uses, and are
replaced when the template is made; `{{项目名称}}` stands for a field of the project, and is filled when a document is
read (`fields.py`); 【…】 is a place where the agency must write; a line of underscores is left to the bidder.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Template

from apps.acceptance.codes import Method

BODIES = Path(__file__).parent / "templates"

ORDER_87 = "《政府采购货物和服务招标投标管理办法》（财政部令第87号）"
ORDER_74 = "《政府采购非招标采购方式管理办法》（财政部令第74号）"
CONSULTATION_MEASURES = "《政府采购竞争性磋商采购方式管理暂行办法》（财库〔2014〕214号）"


@dataclass(frozen=True)
class ShippedChapter:
    """A chapter of a template: its title and text in the words of the method."""

    title: str
    level: int
    body_html: str
    is_required: bool


@dataclass(frozen=True)
class ShippedTemplate:
    """A template as it is delivered."""

    method: Method
    name: str
    document_title: str
    chapters: tuple[ShippedChapter, ...]


@dataclass(frozen=True)
class _Chapter:
    """A chapter before its words are set: `bodies` are read one after the other."""

    level: int
    title: str
    bodies: tuple[str, ...] = ()
    is_required: bool = True


TENDER_WORDS = {
    "document": "招标文件",
    "bidder": "投标人",
    "bid": "投标文件",
    "bidding": "投标",
    "procurement": "招标",
    "opening": "开标",
    "evaluation": "评标",
    "committee": "评标委员会",
    "winner": "中标",
    "letter": "投标函",
    "sheet": "开标一览表",
    "measures": ORDER_87,
    "clarification": "澄清或者修改的内容可能影响投标文件编制的，在提交投标文件截止时间至少15日前以书面形式通知；"
    "不足15日的，顺延提交投标文件的截止时间（《中华人民共和国政府采购法实施条例》第三十一条）。",
    "collusion": "《政府采购货物和服务招标投标管理办法》第三十七条",
    "price_note": "",
}
PURCHASE_WORDS = {
    "bidder": "供应商",
    "bid": "响应文件",
    "bidding": "响应",
    "procurement": "采购",
    "opening": "开启",
    "evaluation": "评审",
    "winner": "成交",
    "letter": "响应函",
    "sheet": "报价一览表",
    "collusion": "参照《政府采购货物和服务招标投标管理办法》第三十七条",
}
CONSULTATION_WORDS = PURCHASE_WORDS | {
    "document": "磋商文件",
    "committee": "磋商小组",
    "talks": "磋商",
    "measures": CONSULTATION_MEASURES,
    "least_period": "从磋商文件发出之日起至首次提交响应文件截止之日止不少于10日。",
    "clarification": "澄清或者修改的内容可能影响响应文件编制的，在提交首次响应文件截止时间至少5日前以书面形式通知；"
    "不足5日的，顺延提交首次响应文件的截止时间（《政府采购竞争性磋商采购方式管理暂行办法》第十条）。",
    "committee_rule": "磋商小组由采购人代表和评审专家共3人以上单数组成，评审专家人数不少于成员总数的三分之二"
    "（《政府采购竞争性磋商采购方式管理暂行办法》第十四条）。",
    "termination": "出现下列情形之一的，终止采购活动：因情况变化，不再符合竞争性磋商采购方式适用情形的；"
    "出现影响采购公正的违法、违规行为的；在采购过程中符合要求的供应商或者报价未超过采购预算的供应商不足3家的（法律法规另有规定的除外）。",
    "price_note": "3. 本表填写首次报价，最后报价在磋商结束后提交。",
}
NEGOTIATION_WORDS = PURCHASE_WORDS | {
    "document": "谈判文件",
    "committee": "谈判小组",
    "talks": "谈判",
    "measures": ORDER_74,
    "least_period": "从谈判文件发出之日起至首次提交响应文件截止之日止不少于3个工作日。",
    "clarification": "澄清或者修改的内容可能影响响应文件编制的，在提交首次响应文件截止之日3个工作日前以书面形式通知；"
    "不足3个工作日的，顺延提交首次响应文件的截止之日（《政府采购非招标采购方式管理办法》第二十九条）。",
    "committee_rule": "谈判小组由采购人代表和评审专家共3人以上单数组成，评审专家人数不少于成员总数的三分之二；"
    "达到公开招标数额标准的，由5人以上单数组成（《政府采购非招标采购方式管理办法》第七条）。",
    "termination": "出现下列情形之一的，终止采购活动：因情况变化，不再符合竞争性谈判采购方式适用情形的；"
    "出现影响采购公正的违法、违规行为的；在采购过程中符合竞争要求的供应商或者报价未超过采购预算的供应商不足3家的（法律法规另有规定的除外）。",
    "price_note": "3. 本表填写首次报价，最后报价在谈判结束后提交。",
}
INQUIRY_WORDS = PURCHASE_WORDS | {
    "document": "询价通知书",
    "committee": "询价小组",
    "measures": ORDER_74,
    "least_period": "从询价通知书发出之日起至提交响应文件截止之日止不少于3个工作日。",
    "clarification": "澄清或者修改的内容可能影响响应文件编制的，在提交响应文件截止之日3个工作日前以书面形式通知；"
    "不足3个工作日的，顺延提交响应文件的截止之日（《政府采购非招标采购方式管理办法》第四十五条）。",
    "committee_rule": "询价小组由采购人代表和评审专家共3人以上单数组成，评审专家人数不少于成员总数的三分之二；"
    "达到公开招标数额标准的，由5人以上单数组成（《政府采购非招标采购方式管理办法》第七条）。",
    "termination": "出现下列情形之一的，终止采购活动：因情况变化，不再符合询价采购方式适用情形的；"
    "出现影响采购公正的违法、违规行为的；在采购过程中符合竞争要求的供应商或者报价未超过采购预算的供应商不足3家的。",
    "price_note": "3. 本表填写的价格一次报出，不得更改。",
}
SINGLE_SOURCE_WORDS = PURCHASE_WORDS | {
    "document": "单一来源采购文件",
    "committee": "协商小组",
    "talks": "协商",
    "measures": ORDER_74,
    "price_note": "3. 本表填写首次报价，协商后的价格以协商情况记录为准。",
}

REQUIREMENT = (
    _Chapter(1, "采购需求"),
    _Chapter(2, "项目概况与标段划分", ("requirement_overview",)),
    _Chapter(2, "技术（服务）要求", ("requirement_technical",)),
    _Chapter(2, "商务要求", ("requirement_business",)),
)
CONTRACT = (
    _Chapter(1, "合同条款及格式"),
    _Chapter(2, "合同协议书", ("contract_agreement",)),
    _Chapter(2, "合同条款", ("contract_terms",)),
)
CHECKS = (
    _Chapter(2, "资格审查", ("qualification",)),
    _Chapter(2, "符合性审查", ("compliance",)),
)
SCORING = _Chapter(2, "评分标准", ("scoring",))
POLICY = _Chapter(2, "政府采购政策的落实", ("policy",))
ABNORMAL_PRICE = _Chapter(2, "异常低价审查", ("abnormal_price",))
FORMS = (
    _Chapter(1, "${bid}格式"),
    _Chapter(2, "${bid}的组成", ("form_composition",)),
    _Chapter(2, "${letter}", ("form_letter",)),
    _Chapter(2, "${sheet}", ("form_price",)),
    _Chapter(2, "分项报价表", ("form_price_detail",)),
)
LATER_FORMS = (
    _Chapter(2, "法定代表人身份证明及授权委托书", ("form_authorisation",)),
    _Chapter(2, "资格承诺函", ("form_qualification",)),
    _Chapter(2, "无重大违法记录声明", ("form_clean_record",)),
    _Chapter(2, "中小企业声明函等政策证明材料", ("form_small_firms",)),
    _Chapter(2, "偏离表", ("form_deviation",)),
    _Chapter(2, "方案及其他材料", ("form_plan",), is_required=False),
)
FINAL_PRICE = _Chapter(2, "最后报价表", ("form_final_price",))


def _notes(*, opening: str) -> tuple[_Chapter, ...]:
    """Return 须知 of a method under which bidders compete."""
    return (
        _Chapter(1, "${bidder}须知"),
        _Chapter(2, "${bidder}须知前附表", ("notes_table",)),
        _Chapter(2, "总则", ("notes_general",)),
        _Chapter(2, "${document}", ("notes_document",)),
        _Chapter(2, "${bid}", ("notes_bid", "notes_collusion")),
        _Chapter(2, "${opening}与${evaluation}", (opening,)),
        _Chapter(2, "${winner}与合同", ("notes_award",)),
        _Chapter(2, "询问、质疑与投诉", ("notes_challenge",)),
    )


def _tender(first: _Chapter) -> tuple[_Chapter, ...]:
    return (
        first,
        *_notes(opening="notes_opening_tender"),
        *REQUIREMENT,
        _Chapter(1, "评标办法"),
        *CHECKS,
        _Chapter(2, "评标程序和方法", ("evaluation_tender",)),
        SCORING,
        POLICY,
        ABNORMAL_PRICE,
        *CONTRACT,
        *FORMS,
        *LATER_FORMS,
    )


def _purchase(
    announcement: str, process: _Chapter, *, criteria: tuple[_Chapter, ...], has_final_price: bool
) -> tuple[_Chapter, ...]:
    return (
        _Chapter(1, announcement, ("purchase_announcement",)),
        *_notes(opening="notes_opening_purchase"),
        *REQUIREMENT,
        _Chapter(1, "评审程序和办法"),
        *CHECKS,
        process,
        *criteria,
        *CONTRACT,
        *FORMS,
        *((FINAL_PRICE,) if has_final_price else ()),
        *LATER_FORMS,
    )


SINGLE_SOURCE_CHAPTERS = (
    _Chapter(1, "单一来源采购邀请", ("single_invitation",)),
    _Chapter(1, "供应商须知"),
    _Chapter(2, "供应商须知前附表", ("notes_single",)),
    _Chapter(2, "总则", ("notes_general",)),
    _Chapter(2, "响应文件", ("notes_bid",)),
    _Chapter(2, "成交与合同", ("notes_award",)),
    *REQUIREMENT,
    _Chapter(1, "协商程序和内容"),
    *CHECKS,
    _Chapter(2, "协商程序", ("evaluation_single",)),
    *CONTRACT,
    *FORMS,
    FINAL_PRICE,
    *LATER_FORMS,
)


def shipped_templates() -> list[ShippedTemplate]:
    """Return the six templates, read from the bodies."""
    return [
        _made(
            Method.OPEN_TENDER,
            "公开招标文件（货物、工程、服务通用）",
            TENDER_WORDS,
            _tender(_Chapter(1, "招标公告", ("tender_announcement",))),
        ),
        _made(
            Method.INVITED_TENDER,
            "邀请招标文件（货物、工程、服务通用）",
            TENDER_WORDS,
            _tender(_Chapter(1, "投标邀请书", ("tender_invitation",))),
        ),
        _made(
            Method.COMPETITIVE_CONSULTATION,
            "竞争性磋商文件（货物、工程、服务通用）",
            CONSULTATION_WORDS,
            _purchase(
                "竞争性磋商公告",
                _Chapter(2, "磋商程序和方法", ("evaluation_consultation",)),
                criteria=(SCORING, POLICY, ABNORMAL_PRICE),
                has_final_price=True,
            ),
        ),
        _made(
            Method.COMPETITIVE_NEGOTIATION,
            "竞争性谈判文件（货物、工程、服务通用）",
            NEGOTIATION_WORDS,
            _purchase(
                "竞争性谈判公告",
                _Chapter(2, "谈判程序和方法", ("evaluation_negotiation",)),
                criteria=(POLICY, ABNORMAL_PRICE),
                has_final_price=True,
            ),
        ),
        _made(
            Method.INQUIRY,
            "询价通知书（货物）",
            INQUIRY_WORDS,
            _purchase(
                "询价公告",
                _Chapter(2, "询价程序和方法", ("evaluation_inquiry",)),
                criteria=(POLICY, ABNORMAL_PRICE),
                has_final_price=False,
            ),
        ),
        _made(Method.SINGLE_SOURCE, "单一来源采购文件", SINGLE_SOURCE_WORDS, SINGLE_SOURCE_CHAPTERS),
    ]


def _made(method: Method, name: str, words: Mapping[str, str], chapters: tuple[_Chapter, ...]) -> ShippedTemplate:
    titles = {Method.COMPETITIVE_CONSULTATION: "竞争性磋商文件", Method.COMPETITIVE_NEGOTIATION: "竞争性谈判文件"}
    return ShippedTemplate(
        method=method,
        name=name,
        document_title=titles.get(method, words["document"]),
        chapters=tuple(_worded(chapter, words) for chapter in chapters),
    )


def _worded(chapter: _Chapter, words: Mapping[str, str]) -> ShippedChapter:
    bodies = [(BODIES / f"{body}.html").read_text(encoding="utf-8") for body in chapter.bodies]
    return ShippedChapter(
        title=Template(chapter.title).substitute(words),
        level=chapter.level,
        body_html=Template("".join(bodies)).substitute(words).strip(),
        is_required=chapter.is_required,
    )
