"""What announcements say of each lot, version by version, and what holds of it now."""

from django.db import models
from django.db.models import F, Q, QuerySet

from apps.acceptance.models import Lot
from apps.announcements.facts import CommitteeRole
from apps.announcements.models import AnnouncementVersion
from apps.core.credit_codes import is_valid_credit_code
from apps.core.fields import NormDecimalField
from apps.core.models import StatusModel

# As long as the exchange lets them be; a code is kept as it came, valid or not.
NAME_LENGTH, CODE_LENGTH, REMARK_LENGTH = 200, 64, 2000


class PriceForm(models.TextChoices):
    """价款形式, with the codes of the national data norm."""

    AMOUNT = "1", "金额"
    RATE = "2", "费率、比率、优惠率等"
    OTHER = "9", "其他"  # the announcement names neither


class LotResultQuerySet(QuerySet["LotResult"]):
    """Questions asked of the results of lots."""

    def awarded_without_contract(self) -> "LotResultQuerySet":
        """Return the lots that somebody won and whose contract is not public."""
        return self.filter(status=LotResult.Status.AWARDED, contracted_by__isnull=True)


class LotResult(StatusModel):
    """标段结果: what holds of a lot now. Every pointer names the announcement version that says so.

    It is derived from the announcements in force (`apps.results.derivation`) and written by
    `apps.results.services.settling` alone.
    """

    class Status(models.TextChoices):
        PENDING = "pending", "未定标"  # accepted; no announcement in force decides it
        AWARDED = "awarded", "已中标（成交）"  # a result, or the correction of one, names who got it
        FAILED = "failed", "已终止"  # an announcement ends it without an award

    # To the same status: another announcement, or another version of it, says the same in other words.
    MOVES = {
        Status.PENDING: frozenset({Status.AWARDED, Status.FAILED}),
        Status.AWARDED: frozenset({Status.AWARDED, Status.FAILED, Status.PENDING}),
        Status.FAILED: frozenset({Status.FAILED, Status.AWARDED, Status.PENDING}),
    }

    lot = models.OneToOneField(Lot, models.PROTECT, verbose_name="标段", related_name="result")
    status = models.CharField("状态", max_length=20, choices=Status, default=Status.PENDING)
    awarded_by = models.ForeignKey(
        AnnouncementVersion, models.PROTECT, verbose_name="现行结果", null=True, related_name="+"
    )
    # A correction that does not list the main items leaves those that were listed before it.
    items_by = models.ForeignKey(
        AnnouncementVersion, models.PROTECT, verbose_name="主要标的出处", null=True, related_name="+"
    )
    failed_by = models.ForeignKey(
        AnnouncementVersion, models.PROTECT, verbose_name="终止公告", null=True, related_name="+"
    )
    contracted_by = models.ForeignKey(
        AnnouncementVersion, models.PROTECT, verbose_name="合同公告", null=True, related_name="+"
    )
    # The announcement that decided the lot first, and its first publication in the province: legal periods
    # run from there, also after a correction.
    decided_by = models.ForeignKey(
        AnnouncementVersion, models.PROTECT, verbose_name="定标公告", null=True, related_name="+"
    )
    first_published_at = models.DateTimeField("省系统首次发布时间", null=True)
    changed_at = models.DateTimeField("最近变化时间")

    objects = LotResultQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "标段结果"
        constraints = [
            models.CheckConstraint(
                condition=Q(status="awarded", awarded_by__isnull=False)
                | (~Q(status="awarded") & Q(awarded_by__isnull=True)),
                name="awarded_says_by_what",
                violation_error_message="已中标的标段必须有结果公告，其他标段不得有。",
            ),
            models.CheckConstraint(
                condition=Q(status="failed", failed_by__isnull=False)
                | (~Q(status="failed") & Q(failed_by__isnull=True)),
                name="failed_says_by_what",
                violation_error_message="已终止的标段必须有终止公告，其他标段不得有。",
            ),
            models.CheckConstraint(
                condition=Q(status="pending", decided_by__isnull=True, first_published_at__isnull=True)
                | (~Q(status="pending") & Q(decided_by__isnull=False, first_published_at__isnull=False)),
                name="decided_has_publication",
                violation_error_message="已定标的标段必须有省系统首次发布时间。",
            ),
        ]
        indexes = [
            models.Index(
                fields=["first_published_at"],
                name="lot_result_no_contract",
                condition=Q(status="awarded", contracted_by__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"标段 {self.lot}"


class AwardQuerySet(QuerySet["Award"]):
    """Questions asked of awards."""

    def in_force(self) -> "AwardQuerySet":
        """Return what holds now; what was corrected, replaced or taken back is left out."""
        return self.filter(lot__result__awarded_by=F("version"))


class Award(models.Model):
    """中标（成交）: to whom a version of an announcement gives a lot, and for how much. Append-only.

    Several suppliers may share a lot (入围): then a version has several rows for it.
    """

    lot = models.ForeignKey(Lot, models.PROTECT, verbose_name="标段", related_name="awards")
    version = models.ForeignKey(AnnouncementVersion, models.PROTECT, verbose_name="公告版本", related_name="awards")
    position = models.PositiveIntegerField("序号")
    supplier_name = models.CharField("供应商", max_length=NAME_LENGTH)
    credit_code = models.CharField("统一社会信用代码", max_length=CODE_LENGTH, db_index=True)
    contact = models.CharField("联系人", max_length=100, blank=True)
    phone = models.CharField("联系电话", max_length=50, blank=True)
    address = models.CharField("地址", max_length=NAME_LENGTH, blank=True)
    price_form = models.CharField("价款形式", max_length=1, choices=PriceForm)
    amount = NormDecimalField("金额（元）", null=True)
    rate = models.CharField("费率或其他价格", max_length=REMARK_LENGTH, blank=True)
    score = NormDecimalField("评审得分", null=True)

    objects = AwardQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "中标（成交）信息"
        ordering = ["version", "position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "position"], name="award_position_once"),
            models.CheckConstraint(
                condition=Q(price_form="1", amount__isnull=False)
                | (Q(price_form="2", amount__isnull=True) & ~Q(rate=""))
                | Q(price_form="9", amount__isnull=True, rate=""),
                name="award_price_fits_its_form",
                violation_error_message="价款形式与金额、费率不一致。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lot} {self.supplier_name}"

    @property
    def has_valid_credit_code(self) -> bool:
        """Tell whether the supplier's code can be a 统一社会信用代码; one that cannot is kept and flagged."""
        return is_valid_credit_code(self.credit_code)

    def is_to(self, other: "Award") -> bool:
        """Tell whether two awards are to the same supplier; a name alone may have been corrected."""
        return self.credit_code == other.credit_code or self.supplier_name == other.supplier_name


class AwardItem(models.Model):
    """主要标的信息: one thing that the supplier provides. Append-only."""

    award = models.ForeignKey(Award, models.PROTECT, related_name="items")
    position = models.PositiveIntegerField("序号")
    name = models.CharField("名称", max_length=NAME_LENGTH)
    brand = models.CharField("品牌", max_length=NAME_LENGTH, blank=True)
    model = models.CharField("规格型号", max_length=NAME_LENGTH, blank=True)
    quantity = models.CharField("数量", max_length=REMARK_LENGTH, blank=True)
    unit_price = NormDecimalField("单价（元）", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "主要标的"
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["award", "position"], name="award_item_position_once")]

    def __str__(self) -> str:
        return self.name


class CommitteeName(models.Model):
    """评审专家名单: a name that the result announcement makes public. Append-only."""

    version = models.ForeignKey(AnnouncementVersion, models.PROTECT, related_name="committee_names")
    position = models.PositiveIntegerField("序号")
    name = models.CharField("姓名", max_length=NAME_LENGTH)
    role = models.CharField("身份", max_length=30, choices=CommitteeRole)
    is_chair = models.BooleanField("组长")

    class Meta:
        verbose_name = verbose_name_plural = "评审专家名单"
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["version", "position"], name="committee_name_position_once")]

    def __str__(self) -> str:
        return self.name


class AgencyFee(models.Model):
    """代理服务收费: the standard and the amount that the result announcement states. Append-only."""

    version = models.OneToOneField(AnnouncementVersion, models.PROTECT, related_name="agency_fee")
    standard = models.CharField("收费标准", max_length=REMARK_LENGTH)
    amount = NormDecimalField("收费金额（元）")

    class Meta:
        verbose_name = verbose_name_plural = "代理服务收费"

    def __str__(self) -> str:
        return self.standard


class LotFailure(models.Model):
    """终止原因: why a version of an announcement ends a lot without an award. Append-only."""

    lot = models.ForeignKey(Lot, models.PROTECT, verbose_name="标段", related_name="failures")
    version = models.ForeignKey(AnnouncementVersion, models.PROTECT, verbose_name="公告版本", related_name="failures")
    reason = models.TextField("终止原因")

    class Meta:
        verbose_name = verbose_name_plural = "终止信息"
        constraints = [models.UniqueConstraint(fields=["version", "lot"], name="lot_fails_once_in_a_version")]

    def __str__(self) -> str:
        return f"{self.lot} 终止"


class LotContract(models.Model):
    """合同: the contract that a version of an announcement reports for a lot. Append-only.

    `amount` is that of the whole contract: where it covers several lots, nobody says what of it is for which.
    """

    lot = models.ForeignKey(Lot, models.PROTECT, verbose_name="标段", related_name="contracts")
    version = models.ForeignKey(AnnouncementVersion, models.PROTECT, verbose_name="公告版本", related_name="contracts")
    contract_no = models.CharField("合同编号", max_length=64)
    name = models.CharField("合同名称", max_length=600)
    supplier_name = models.CharField("供应商", max_length=NAME_LENGTH)
    credit_code = models.CharField("统一社会信用代码", max_length=CODE_LENGTH)
    amount = NormDecimalField("合同金额（元）")
    signed_on = models.DateField("签订日期")
    term = models.CharField("履约期限", max_length=REMARK_LENGTH)

    class Meta:
        verbose_name = verbose_name_plural = "合同信息"
        constraints = [models.UniqueConstraint(fields=["version", "lot"], name="lot_contract_once_in_a_version")]

    def __str__(self) -> str:
        return f"{self.contract_no} {self.name}"
