"""Words that may not stand in a scheme, and words that say too little, each with the provision that says so.

Patterns are narrow on purpose: what they find stops issuing, and innocent uses of the same word
(合理利润, 持证从业人员) pass.
"""

import re
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class WordRule:
    """What a pattern found in an item means. `text` takes the words that were found."""

    level: Literal["error", "warning"]
    pattern: re.Pattern[str]
    text: str
    article: str


SCALE = WordRule(
    level="error",
    pattern=re.compile(
        r"注册资本|注册资金|实缴资本|实收资本|认缴资本|资产总额|总资产|净资产|资产规模|资产负债率"
        r"|营业收入|营业额|年营收|营收规模|销售收入|年销售额|企业规模|公司规模|单位规模"
        r"|从业人员(?:总?人?数|数量|规模|总量|不少于|不低于|达到|[≥>\d])|(?:员工|职工|在职人员)(?:总?人数|总数|数量|规模)"
        r"|净利润|利润总额|年利润|利润率|(?<!合理)利润(?!空间)|纳税额|纳税总额|缴税额|纳税(?:不少于|不低于|达到)"
    ),
    text="“{found}”属于供应商规模条件，不得作为评审因素。",
    article="财政部令第87号第十七条、第五十五条",
)

REGION = WordRule(
    level="error",
    pattern=re.compile(
        r"(?:本地|当地|属地|本县|本市|本省|省内|市内|县内|方城县?|南阳市?|河南省?)(?:内|区域内|范围内)?(?:的)?"
        r"(?:企业|公司|供应商|投标人|注册|纳税|缴纳|业绩|奖项|荣誉|获奖|办公|分公司|分支机构|办事处|服务机构|服务网点|固定场所)"
        r"|在(?:本地|当地|本县|本市|本省|方城县?|南阳市?|河南省?)(?:内|境内|区域内)?(?:已)?(?:设有|设立|具有|拥有|注册|有)"
        r"|(?:注册地|所在地)(?:在|为|位于)"
        r"|(?:省级|市级|县级)(?:以上)?(?:业绩|奖项|奖励|荣誉)"
    ),
    text="“{found}”以特定区域区别对待供应商，不得作为加分条件。",
    article="政府采购法第二十二条、政府采购法实施条例第二十条",
)

OWNERSHIP = WordRule(
    level="error",
    pattern=re.compile(
        r"国有企业|国有控股|国有独资|中央企业|央企|国企|民营企业|私营企业|外资企业|合资企业|内资企业|上市公司|所有制|股权结构"
    ),
    text="“{found}”以所有制、组织形式或股权结构区别对待供应商，不得作为评审因素。",
    article="政府采购法实施条例第二十条、财库〔2019〕38号",
)

YEARS = WordRule(
    level="error",
    pattern=re.compile(
        r"成立(?:时间|年限|年数|满|[\d一二三四五六七八九十]+年)|(?:经营|注册|从业|企业)年限|注册(?:时间|满)"
    ),
    text="“{found}”把成立或经营年限作为条件，不得用来评分。",
    article="财库〔2019〕38号",
)

MAKER_PAPERS = WordRule(
    level="warning",
    pattern=re.compile(
        r"(?:生产厂家|生产厂商|制造商|厂家|厂商|原厂)(?:出具的?|提供的?|盖章的?|针对本项目的?)*(?:授权|承诺|证明|背书|售后服务承诺)"
    ),
    text="“{found}”：除进口货物外，生产厂家的授权、承诺、证明、背书容易造成差别待遇，不宜要求。",
    article="财政部令第87号第十七条",
)

# Words that leave the points to taste.
TASTE = WordRule(
    level="error",
    pattern=re.compile(r"酌情|横向比较|横向对比|综合比较|综合打分|视情况|自由裁量|由评委(?:自行|综合)"),
    text="“{found}”没有确定的标准，评审因素应当细化和量化。",
    article="财政部令第87号第五十五条",
)

# 合同金额 as a condition of a reference is a scale condition in disguise.
REFERENCE_AMOUNT = re.compile(
    r"(?:合同|项目|业绩|中标|成交)?(?:总)?金额(?:在|须|应|均)?(?:[\d.]+万?元(?:及)?以上|不低于|不少于|达到|大于|≥|>)"
)

EVERYWHERE = (SCALE, REGION, OWNERSHIP, YEARS, TASTE)

# A label such as 优 ranks; only a criterion tells what is ranked.
VAGUE = re.compile(
    r"非常|比较|较为|相对|最|很|较|优秀|优良|良好|一般|合格|不合格|优|良|中|差|好|强|弱|高|低|完整|完善|全面|合理|科学|可行|详细|清晰"
    r"|先进|基本|满足|方案|内容|措施|计划|情况|要求|项目|服务|响应|的|得|为|且|和|与|、|，|。|；|,|;|\s"
)
# What is left of a criterion without these must say something.
LEAST_CRITERION = 4
