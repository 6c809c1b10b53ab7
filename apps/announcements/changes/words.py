"""The words by which a change names its times and says which are the old ones and which the new."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Role = Literal["old", "new"]

# The times of a tender that a change can move, and its place; in the order of the form.
TIMES = ("documents_until", "question_deadline", "bid_deadline", "opening_at", "evaluation_at")
PLACE = "opening_place"
FIELDS = (*TIMES, PLACE)
# What a time is of that moves nothing: when something was published, when goods are due.
OTHER = "other"

_WITHIN = r"[^,。;:：]"
_PARENTHESIS = r"(?:\([^()]{1,12}\))?"

# The first that fits decides: what is narrower stands first.
_LABELS: tuple[tuple[str, str], ...] = (
    (OTHER, rf"(?:首次)?(?:公告|公示|更正|变更|发布|落款|采购公告){_WITHIN}{{0,4}}(?:日期|时间|期限)"),
    (OTHER, rf"(?:投标|履约|响应)?保证金{_WITHIN}{{0,14}}(?:截止|时间|日期)(?:时间|日期)?"),
    (OTHER, r"(?:签到|解密|踏勘|现场考察|交货|交付|供货|合同履行|服务|施工|中标通知书|证书){0,1}"
            r"(?:签到|解密|踏勘|考察|交货|交付|供货|履行|服务|施工|有效)(?:开始|截止)?(?:日期|时间|期限|期)"),
    (PLACE, rf"(?:(?:开标|开启|唱标|投标|响应){_PARENTHESIS}|(?:递交|提交){_WITHIN}{{0,12}}?)(?:地点|地址)"),
    ("evaluation_at", rf"(?:评标|评审){_PARENTHESIS}(?:开始)?(?:日期|时间)"),
    ("question_deadline", rf"(?:疑问|询问|答疑|澄清|提问|异议|质疑){_WITHIN}{{0,10}}?截止(?:日期|时间)?"),
    ("documents_until", rf"(?:获取|领取|下载|发售|购买|索取|报名){_WITHIN}{{0,14}}?(?:截止)?(?:日期|时间|期限)"),
    ("documents_until", rf"文件的?(?:获取|发售|领取|下载|提供|索取){_WITHIN}{{0,8}}?(?:截止)?(?:日期|时间|期限)"),
    ("bid_deadline", rf"(?:投标|响应|报价|应答|递交|提交|上传){_WITHIN}{{0,20}}?(?:截止(?:日期|时间)?|截至时间)"),
    ("bid_deadline", rf"(?:递交|提交|上传){_WITHIN}{{0,10}}?(?:投标|响应)文件{_WITHIN}{{0,4}}?(?:日期|时间)"),
    ("bid_deadline", r"截标(?:日期|时间)?|截止(?:日期|时间)"),
    ("opening_at", rf"(?:开标|开启|唱标){_PARENTHESIS}会?(?:日期|时间)"),
    ("opening_at", r"(?:开标|唱标)(?!\s*(?:[一二三四五六七八九十\d]+\s*(?:楼|号|室|厅)|室|厅|大厅|会议室|记录|一览表"
                   r"|系统|文件|程序|前|后|结束|解密|活动结束|配置))"),
)  # fmt: skip
_MARKS: tuple[tuple[Role, str], ...] = (
    ("old", r"(?:更正|变更|修改|调整|更改|延期|顺延)前"),
    ("old", r"(?<![中草高平])原(?:定于|定|来的?|为|于|计划)?(?!则|因|件|料|始|厂|公告的?采购)"),
    ("old", r"(?:由|从)(?=\s*(?:20\d\d|二[〇零○]|\d{1,2}\s*月))"),
    ("new", r"(?:更正|变更|修改|调整|更改|修正)后的?"),
    ("new", r"(?:更正|变更|修改|调整|更改|修正|顺延|延期|延长|延迟|延后|推迟|推后|改期|改)(?:成为|为|至|到|成|在|于)"),
    (
        "new",
        r"(?<![出实体发表兑])现(?:定于|定为|定|拟定于|为|更正|变更|改)?(?!将|就|因|对|有|场|予|行|状|代|金|在|发布|公告|需)",
    ),
    ("new", r"新的?(?=开标|开启|投标|响应|截止|获取|时间)"),
)
_NAMES = {f"l{number}": field for number, (field, _) in enumerate(_LABELS)}
_ROLES = {f"m{number}": role for number, (role, _) in enumerate(_MARKS)}
_WORDS = re.compile(
    "|".join(
        [f"(?P<l{number}>{pattern})" for number, (_, pattern) in enumerate(_LABELS)]
        + [f"(?P<m{number}>{pattern})" for number, (_, pattern) in enumerate(_MARKS)]
    )
)
# Begins another chapter of the notice: what was old or new before it is so no more.
HEADING = re.compile(r"^\s*[一二三四五六七八九十]+\s*[、.]")
UNCHANGED = re.compile(r"其[他它余].{0,8}不变")


@dataclass(frozen=True)
class Label:
    """The name of a time or a place."""

    start: int
    end: int
    field: str


@dataclass(frozen=True)
class Mark:
    """A word that says whether what follows is what was, or what is now."""

    start: int
    end: int
    role: Role


def find_words(text: str) -> Iterator[Label | Mark]:
    """Yield labels and marks of a text that went through `moments.plain`, in their order."""
    for found in _WORDS.finditer(text):
        name = found.lastgroup or ""
        if name in _NAMES:
            yield Label(found.start(), found.end(), _NAMES[name])
        else:
            yield Mark(found.start(), found.end(), _ROLES[name])


def fields_in(text: str) -> tuple[str, ...]:
    """Return the fields that a label names, each once; OTHER is among them when it names something else."""
    return tuple(dict.fromkeys(word.field for word in find_words(text) if isinstance(word, Label)))


def role_in(text: str) -> Role | None:
    """Return what a heading says of everything below it: of a column, or of the lines that follow."""
    marks = [word.role for word in find_words(text) if isinstance(word, Mark)]
    return marks[-1] if marks else None
