"""What may not be asked of bidders, found by its words.

A figure beside a word of scale is a condition and stops issuing; the bare word may be innocent and is only told.
"""

import re
from collections.abc import Iterator

from apps.tender_planning.findings import Finding
from apps.tender_planning.rules.book import Rule

SCALE_ARTICLE = "财政部令第87号第十七条、政府采购促进中小企业发展管理办法第五条"
MAKER_ARTICLE = "财政部令第87号第十七条"
DISCRIMINATION_ARTICLE = "政府采购法第二十二条、政府采购法实施条例第二十条"

# 令87 第十七条: conditions of scale.
SCALE = re.compile(r"注册资[本金]|资产总额|总资产|净资产|营业收入|营业额|从业人员|员工人数|职工人数|利润|纳税额")
FIGURE = r"[^。；\n]{0,15}?(?:\d[\d.,]*\s*[万亿]?[元人名]?|[一二三四五六七八九十百千]+\s*[万亿元人名]+)"
SCALE_WITH_FIGURE = re.compile(rf"(?:{SCALE.pattern}){FIGURE}")
MAKER = re.compile(r"(?:原厂|生产厂[家商]|制造商|厂[家商]|原生产企业)[^。；\n]{0,8}?(?:授权|承诺|证明|背书)")
# 实施条例 第二十条: where a bidder is seated, who owns it, what it is called. To register with a platform that bears
# the name of the place (河南省政府采购网) is asked of everybody.
PLACE = r"(?:本(?:省|市|县|地(?!化)|区域)|当地|河南省|南阳市|方城县|注册地)(?!政府采购|公共资源)"
SEAT = r"(?:注册|登记|设立|设有|分支机构|分公司|子公司|办事处|企业|纳税|社保)"
WITHIN_THE_CLAUSE = r"[^。；\n]{0,12}?"
DISCRIMINATION = (
    (re.compile(PLACE + WITHIN_THE_CLAUSE + SEAT), "所在地"),
    (re.compile(SEAT + WITHIN_THE_CLAUSE + r"(?:在|位于)" + PLACE), "所在地"),
    (re.compile(PLACE + WITHIN_THE_CLAUSE + r"(?:业绩|奖项|获奖)"), "特定行政区域的业绩、奖项"),
    (re.compile(r"(?:国有|民营|私营|外资|集体)(?:独资|控股|全资)?(?:企业|公司|单位|性质)|所有制"), "所有制形式"),
    (re.compile(r"(?:须|应|必须)[^。；\n]{0,6}?(?:有限责任公司|股份有限公司|上市公司)"), "组织形式"),
)
CONTRACTS = re.compile(
    r"(?:业绩|合同|案例)[^。；\n]{0,20}?(\d+|[一两二三四五六七八九十]+)\s*[个项份]"
    r"|(\d+|[一两二三四五六七八九十]+)\s*[个项份][^。；\n]{0,20}?(?:业绩|合同|案例)"
)
DIGITS = {digit: number for number, digit in enumerate("一二三四五六七八九十", start=1)} | {"两": 2}


def forbidden_words(text: str, *, is_import_allowed: bool) -> Iterator[Finding]:
    """Yield what a requirement asks and may not; the findings have no place yet."""
    if found := SCALE_WITH_FIGURE.search(text):
        yield Finding("error", "", f"“{found[0]}”属于规模条件，不得作为资格要求或者实质性要求。", SCALE_ARTICLE)
    elif found := SCALE.search(text):
        yield Finding("warning", "", f"提到“{found[0]}”，请确认没有把规模条件作为要求。", SCALE_ARTICLE)
    if not is_import_allowed and (found := MAKER.search(text)):
        yield Finding("error", "", f"“{found[0]}”不得作为要求，采购进口货物的除外。", MAKER_ARTICLE)
    for pattern, what in DISCRIMINATION:
        if found := pattern.search(text):
            said = f"“{found[0]}”限定供应商的{what}，属于差别待遇或者歧视待遇。"
            yield Finding("error", "", said, DISCRIMINATION_ARTICLE)
            break


def too_many_contracts(text: str, rule: Rule) -> Iterator[Finding]:
    """Yield that more references are a condition of taking part than the rule lets."""
    most = max((_number(match[1] or match[2]) for match in CONTRACTS.finditer(text)), default=0)
    if not rule.allows(most):
        said = f"作为资格要求的业绩{rule.limits}，现要求 {most} 个。"
        yield Finding("error", "", said, rule.citation, rule.code)


def _number(text: str) -> int:
    """Read a small number in Arabic or Chinese digits: 十二 is 12."""
    if text.isdecimal():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    if ten:
        return DIGITS.get(tens, 1) * 10 + DIGITS.get(ones, 0)
    return DIGITS.get(text[-1], 0)
