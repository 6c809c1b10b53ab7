"""资格审查 and 符合性审查: what a bid is examined for before it is scored."""

import uuid

from django.db import models

from apps.acceptance.codes import Kind, Method
from apps.acceptance.models import Lot
from apps.core.models import RevisedModel
from apps.tender_planning.models.planning import Planning


class Stage(models.TextChoices):
    """Who examines: the purchaser or its agency the qualification, the committee the compliance (令87 §44, §50)."""

    QUALIFICATION = "qualification", "资格审查"
    COMPLIANCE = "compliance", "符合性审查"


class Judging(models.TextChoices):
    """How an item is judged."""

    DOCUMENT = "document", "查验证明文件"
    STATEMENT = "statement", "查验承诺函（声明函）"
    ONLINE = "online", "联网查询"
    COMPARISON = "comparison", "与采购文件逐项比对"


# What an item takes over from its template; a statutory one keeps it.
WORDS = ("name", "requirement", "evidence", "judging", "citation")


class Circumstance(models.TextChoices):
    """What a lot must be like for an item of the template to belong to it; blank for every lot."""

    BID_SECURITY = "bid_security", "收取投标保证金"
    SME_RESERVED = "sme_reserved", "专门面向中小企业"
    SME_OPEN = "sme_open", "未专门面向中小企业"
    CONSORTIUM = "consortium", "接受联合体"
    NO_CONSORTIUM = "no_consortium", "不接受联合体"
    NO_IMPORTS = "no_imports", "不允许采购进口产品"


class CheckTemplate(RevisedModel):
    """审查项模板: an item that the checks of a lot begin with; kept by the center."""

    stage = models.CharField("审查阶段", max_length=20, choices=Stage)
    method = models.CharField("适用采购方式", max_length=40, choices=Method, blank=True, help_text="空：不限")
    kind = models.CharField("适用采购对象", max_length=20, choices=Kind, blank=True, help_text="空：不限")
    circumstance = models.CharField(
        "适用情形", max_length=20, choices=Circumstance, blank=True, help_text="空：任何情形"
    )
    position = models.PositiveIntegerField("序号")
    name = models.CharField("审查因素", max_length=100)
    requirement = models.TextField("合格标准", max_length=1000)
    evidence = models.CharField("证明材料", max_length=500, blank=True)
    judging = models.CharField("审查方式", max_length=20, choices=Judging)
    citation = models.CharField("依据", max_length=200, blank=True)
    is_statutory = models.BooleanField("法定必备", default=False, help_text="代理机构不能删除")
    is_active = models.BooleanField("启用", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "审查项模板"
        ordering = ["stage", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["stage", "method", "kind", "circumstance", "name"],
                name="check_template_once",
                violation_error_message="同一阶段、采购方式、采购对象和情形已有同名的审查项。",
            )
        ]

    def __str__(self) -> str:
        return self.name


class CheckItem(models.Model):
    """What both kinds of item have in common. A statutory one keeps the words of its template."""

    template = models.ForeignKey(CheckTemplate, models.PROTECT, verbose_name="模板", null=True, related_name="+")
    key = models.UUIDField("行标识", default=uuid.uuid4)
    position = models.PositiveIntegerField("序号")
    name = models.CharField("审查因素", max_length=100)
    requirement = models.TextField("合格标准", max_length=1000)
    evidence = models.CharField("证明材料", max_length=500, blank=True)
    judging = models.CharField("审查方式", max_length=20, choices=Judging)
    citation = models.CharField("依据", max_length=200, blank=True)
    is_statutory = models.BooleanField("法定必备", default=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name


class QualificationItem(CheckItem):
    """资格审查项."""

    planning = models.ForeignKey(Planning, models.CASCADE, related_name="qualification_items")
    lot = models.ForeignKey(Lot, models.PROTECT, verbose_name="标段", related_name="qualification_items")

    class Meta:
        verbose_name = verbose_name_plural = "资格审查项"
        ordering = ["lot_id", "position", "pk"]
        constraints = [models.UniqueConstraint(fields=["planning", "key"], name="qualification_key_once")]


class ComplianceItem(CheckItem):
    """符合性审查项."""

    planning = models.ForeignKey(Planning, models.CASCADE, related_name="compliance_items")
    lot = models.ForeignKey(Lot, models.PROTECT, verbose_name="标段", related_name="compliance_items")

    class Meta:
        verbose_name = verbose_name_plural = "符合性审查项"
        ordering = ["lot_id", "position", "pk"]
        constraints = [models.UniqueConstraint(fields=["planning", "key"], name="compliance_key_once")]
