"""Statutory rules as rows: what the law asks, of which tenders, from when until when, and where it says so."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from apps.acceptance.codes import Kind, Method
from apps.core.fields import NormDecimalField
from apps.core.models import RevisedModel
from apps.tender_planning.models.effective import EffectiveDated, ends_after_it_begins


class RuleCode(models.TextChoices):
    """What a rule is about; the code of the platform asks for rules by these names."""

    DOCUMENTS_TO_DEADLINE = "documents_to_deadline", "采购文件发出至提交截止的期限"
    ANNOUNCEMENT_PERIOD = "announcement_period", "公告期限"
    DOCUMENT_SUPPLY = "document_supply", "采购文件提供期限"
    CLARIFICATION = "clarification", "澄清或者修改至提交截止的期限"
    QUESTION_WINDOW = "question_window", "对采购文件提出质疑的期限"
    RESULT_NOTICE = "result_notice", "结果公告期限"
    RESULT_CHALLENGE = "result_challenge", "对采购结果提出质疑的期限"
    CONTRACT_SIGNING = "contract_signing", "采购合同签订期限"
    CONTRACT_PUBLICATION = "contract_publication", "采购合同公告期限"
    CONTRACT_FILING = "contract_filing", "采购合同备案期限"
    SECURITY_REFUND = "security_refund", "投标保证金退还期限"
    SECURITY_REFUND_AFTER_TERMINATION = "security_refund_after_termination", "终止采购后投标保证金退还期限"
    OPENING_AFTER_DEADLINE = "opening_after_deadline", "截止至开标的间隔"
    EXPERT_DRAW = "expert_draw", "评审专家抽取的最早时间"
    COMMITTEE_SIZE = "committee_size", "评审委员会人数"
    COMMITTEE_LARGE_BUDGET = "committee_large_budget", "须增加评审委员会人数的预算金额"
    COMMITTEE_LARGE_SIZE = "committee_large_size", "预算较大或情况复杂时的评审委员会人数"
    OPEN_TENDER_THRESHOLD = "open_tender_threshold", "公开招标数额标准"
    COMMITTEE_SIZE_AT_THRESHOLD = "committee_size_at_threshold", "达到公开招标数额标准时的小组人数"
    EXPERT_SHARE = "expert_share", "评审专家所占比例"
    CANDIDATES = "candidates", "推荐候选人数量"
    QUALIFYING_CONTRACTS = "qualifying_contracts", "作为资格条件的业绩数量"
    DOCUMENT_PRICE = "document_price", "电子采购文件售价"
    BID_SECURITY = "bid_security", "投标保证金"
    PERFORMANCE_SECURITY = "performance_security", "履约保证金"
    PRICE_WEIGHT = "price_weight", "价格分值所占比重"
    ABNORMAL_MEAN_RATE = "abnormal_mean_rate", "异常低价：占平均报价的比例"
    ABNORMAL_SECOND_RATE = "abnormal_second_rate", "异常低价：占次低报价的比例"
    ABNORMAL_CEILING_RATE = "abnormal_ceiling_rate", "异常低价：占最高限价的比例"
    ABNORMAL_EXPLANATION = "abnormal_explanation", "异常低价：书面说明的时间"
    DEDUCTION_SMALL_FIRMS = "deduction_small_firms", "小微企业价格扣除"
    DEDUCTION_CONSORTIUM = "deduction_consortium", "联合体或分包中小微企业价格扣除"
    DEDUCTION_DOMESTIC = "deduction_domestic", "本国产品价格扣除"
    SMALL_FIRMS_PART = "small_firms_part", "享受价格扣除的联合体或分包中小微企业合同份额"
    DOMESTIC_PART = "domestic_part", "视为本国产品的多产品项目中本国产品成本占比"


class RuleUnit(models.TextChoices):
    """What the limits of a rule are counted in."""

    CALENDAR_DAYS = "calendar_days", "日"
    WORKING_DAYS = "working_days", "个工作日"
    MINUTES = "minutes", "分钟"
    PERSONS = "persons", "人"
    CONTRACTS = "contracts", "个"
    PERCENT = "percent", "%"  # 30 is thirty per cent
    SHARE = "share", "（比例）"  # 0.666667 is two thirds
    YUAN = "yuan", "元"


class StatutoryRule(RevisedModel, EffectiveDated):
    """法定规则: limits with their provision, in force from one day to another.

    A blank method or kind means every one; of several rows the most specific decides. A row that is
    in force is ended and followed by another, never rewritten: what was proved by it stays proved.
    """

    code = models.CharField("规则", max_length=40, choices=RuleCode)
    method = models.CharField("采购方式", max_length=30, choices=Method, blank=True)
    kind = models.CharField("采购对象", max_length=20, choices=Kind, blank=True)
    minimum = NormDecimalField("下限", null=True, blank=True)
    maximum = NormDecimalField("上限", null=True, blank=True)
    unit = models.CharField("单位", max_length=20, choices=RuleUnit)
    citation = models.CharField("依据", max_length=200)
    explanation = models.TextField("说明", max_length=1000, blank=True)
    is_excusable = models.BooleanField("法律允许例外", default=False)
    excuse_hint = models.CharField("例外情形", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "法定规则"
        ordering = ["code", "method", "kind", "-effective_from"]
        constraints = [
            ends_after_it_begins("rule_ends_after_it_begins"),
            models.CheckConstraint(
                condition=Q(minimum__isnull=False) | Q(maximum__isnull=False),
                name="rule_has_a_limit",
                violation_error_message="下限和上限至少填写一项。",
            ),
            models.CheckConstraint(
                condition=Q(minimum__isnull=True) | Q(maximum__isnull=True) | Q(maximum__gte=F("minimum")),
                name="rule_limits_in_order",
                violation_error_message="上限不能小于下限。",
            ),
            models.CheckConstraint(
                condition=(Q(minimum__isnull=True) | Q(minimum__gte=0))
                & (Q(maximum__isnull=True) | Q(maximum__gte=0)),
                name="rule_limits_not_negative",
                violation_error_message="上限和下限不能是负数。",
            ),
            ExclusionConstraint(
                name="one_rule_at_a_time",
                expressions=[
                    ("code", RangeOperators.EQUAL),
                    ("method", RangeOperators.EQUAL),
                    ("kind", RangeOperators.EQUAL),
                    (
                        Func(
                            "effective_from",
                            "effective_to",
                            RangeBoundary(inclusive_lower=True, inclusive_upper=True),
                            function="DATERANGE",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message=(
                    "同一规则、采购方式和采购对象在这段时间内已有一条规则；请先为原规则填写停止日期，再新增。"
                ),
            ),
        ]

    def __str__(self) -> str:
        parts = [self.get_code_display(), self.get_method_display(), self.get_kind_display()]
        return " ".join(str(part) for part in parts if part)
