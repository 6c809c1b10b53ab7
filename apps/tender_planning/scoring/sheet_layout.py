"""The workbook of a scheme: its sheets, their columns, and what each cell may hold."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db import models

from apps.tender_planning.scoring.choices import SCORED, Category, EvaluationMethod, Judging, TieRule
from apps.tender_planning.scoring.fields import (
    CRITERION_LENGTH,
    DESCRIPTION_LENGTH,
    EVIDENCE_LENGTH,
    GROUP_NAME_LENGTH,
    LABEL_LENGTH,
    MOST_ITEMS,
    MOST_LEVELS,
    NAME_LENGTH,
    PointsField,
    TextField,
)

YES, NO = "是", "否"
NUMBER = forms.RegexField(
    r"\A\d{1,4}\Z", error_messages={"invalid": "请填写序号，例如 1。", "required": "请填写序号。"}
)


@dataclass(frozen=True)
class Column:
    """A column: its heading, the field that reads a cell, and how wide it is shown (in characters).

    `words` are the values of a list, by what is written in the cell.
    """

    name: str
    heading: str
    field: forms.Field
    width: int
    words: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Sheet:
    """A sheet of rows under one line of headings."""

    title: str
    columns: Sequence[Column]
    most_rows: int


def _list(name: str, heading: str, words: Mapping[str, Any], width: int) -> Column:
    """Return a column whose cells hold one of the words."""
    allowed = "、".join(words)
    field = forms.ChoiceField(
        choices=[(word, word) for word in words],
        error_messages={
            "required": f"请填写，可选：{allowed}。",
            "invalid_choice": f"不是可选的内容，可选：{allowed}。",
        },
    )
    return Column(name, heading, field, width, words)


def _labels(choices: Iterable[models.TextChoices]) -> dict[str, models.TextChoices]:
    return {str(choice.label): choice for choice in choices}


def _points(name: str, heading: str) -> Column:
    return Column(name, heading, PointsField(), 12)


def _text(name: str, heading: str, length: int, width: int) -> Column:
    return Column(name, heading, TextField(max_length=length, widget=forms.Textarea), width)


def _line(name: str, heading: str, length: int, width: int) -> Column:
    return Column(name, heading, TextField(max_length=length), width)


# The settings stand below each other: what they are called in the first column, their values in the second.
SETTINGS_TITLE = "评审设置"
SETTINGS = (
    _list("evaluation_method", "评审方法", _labels(EvaluationMethod), 40),
    _list("is_price_fixed", "固定价格（价格不评分）", {YES: True, NO: False}, 40),
    _points("small_firm_deduction", "小微企业价格扣除（%）"),
    _points("consortium_deduction", "联合体（分包）小微企业价格扣除（%）"),
    _points("domestic_deduction", "本国产品价格扣除（%）"),
    _points("abnormal_mean_rate", "异常低价：低于平均报价的（%）"),
    _points("abnormal_second_rate", "异常低价：低于次低报价的（%）"),
    _points("abnormal_ceiling_rate", "异常低价：低于最高限价的（%）"),
    _list("tie_rule", "得分相同时", _labels(TieRule), 40),
)

GROUPS = Sheet(
    "评分类别",
    (
        _list("category", "类别", _labels(Category), 12),
        _line("name", "名称", GROUP_NAME_LENGTH, 24),
        _points("points", "分值"),
    ),
    len(Category),
)

ITEMS = Sheet(
    "评分项",
    (
        Column("number", "序号", NUMBER, 8),
        _list("category", "类别", _labels(SCORED), 10),
        _line("name", "评分因素", NAME_LENGTH, 24),
        _list("judging", "评分性质", _labels(Judging), 12),
        _points("least_points", "最低分"),
        _points("most_points", "最高分"),
        _text("description", "评分标准", DESCRIPTION_LENGTH, 60),
        _line("evidence", "证明材料", EVIDENCE_LENGTH, 30),
        Column(
            "key",
            "行标识（请勿改动）",
            forms.UUIDField(required=False, error_messages={"invalid": "请清空该单元格。"}),
            40,
        ),
    ),
    MOST_ITEMS,
)

LEVELS = Sheet(
    "分档",
    (
        Column("number", "评分项序号", NUMBER, 12),
        _line("label", "档次", LABEL_LENGTH, 12),
        _points("least", "最低分"),
        _points("most", "最高分"),
        _text("criterion", "达到的标准", CRITERION_LENGTH, 60),
    ),
    MOST_ITEMS * MOST_LEVELS,
)

INSTRUCTIONS_TITLE = "填写说明"
INSTRUCTIONS = (
    "在“评审设置”“评分类别”“评分项”“分档”四个工作表中填写，不要改动工作表名称和第一行的表头。",
    "价格分按公式计算（评审基准价÷评审价×价格分值），只在“评分类别”中填写价格的分值，不列评分项。",
    "“评分项”的序号自行编排，不能重复；“分档”用“评分项序号”指明属于哪一项，由高档到低档填写。",
    "主观分至少分两档，写明每一档的最低分、最高分和达到的标准；客观分写明计分方法，或者分档写明确定的分值。",
    "新增评分项时“行标识”留空；从本平台导出的行标识不要改动，平台用它辨认原有的评分项。",
    "只填写数值和文字，不要使用公式、图片和宏。空行会被略过。",
    f"最多 {MOST_ITEMS} 个评分项，每项最多 {MOST_LEVELS} 档。导入后在页面核对，确认无误后保存。",
)
