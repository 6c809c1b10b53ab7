"""What people and tests file here: plans, announcements and expert draws, checked before they are kept.

The forms and the driving API fill the same documents. Fields that a demonstration seldom cares about
have defaults; the wire itself always carries all of them.
"""

from decimal import Decimal
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from apps.province.choices import (
    AnnouncementType,
    CommitteeRole,
    ExpertStatus,
    Kind,
    Method,
    OrganisationForm,
    TradingCenter,
)
from apps.province.wire_types import (
    CategoryCode,
    Date,
    Identifier,
    LongTitle,
    Money,
    Name,
    Party,
    Quantity,
    Timestamp,
    one_of,
)

DEMO_PURCHASER = Party(
    name="方城县教育体育局",
    uscc="1141132200600001XJ",
    contact="李老师",
    phone="0377-60000001",
    address="河南省南阳市方城县城关镇（示例地址）1号",
)
DEMO_AGENCY = Party(
    name="河南宛诚工程咨询有限公司",
    uscc="91411300MA9F00015G",
    contact="王工",
    phone="0377-60000011",
    address="河南省南阳市卧龙区（示例地址）8号",
)
DEMO_HANDLER = "采购经办岗（示例）"


class Filing(BaseModel):
    """A document filed here: exact types, and a field we do not know is a mistake to be told."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class PlanItemFiling(Filing):
    """One line of a plan."""

    category_code: CategoryCode
    name: Name
    quantity: Quantity
    unit: Annotated[str, Field(min_length=1, max_length=20)]
    budget: Money


class PlanFiling(Filing):
    """采购计划 as it is filed."""

    title: LongTitle
    budget: Money
    purchaser: Party = DEMO_PURCHASER
    agency: Party = DEMO_AGENCY
    trading_center: Annotated[str, AfterValidator(one_of(TradingCenter))] = TradingCenter.FANGCHENG.value
    region_code: Annotated[str, Field(pattern=r"^\d{6}$")] = "411322"
    method: Annotated[str, AfterValidator(one_of(Method))] = Method.OPEN_TENDER.value
    organisation_form: Annotated[str, AfterValidator(one_of(OrganisationForm))] = OrganisationForm.DECENTRALISED.value
    kind: Annotated[str, AfterValidator(one_of(Kind))] = Kind.GOODS.value
    fund_source: Annotated[str, Field(max_length=200)] = "财政预算资金"
    above_threshold: bool = True
    sme_reserved: bool = False
    handler: Name = DEMO_HANDLER
    items: list[PlanItemFiling] = []

    @model_validator(mode="after")
    def _items_make_up_the_budget(self) -> "PlanFiling":
        if self.budget <= 0:
            raise ValueError("预算金额须大于零")
        if not self.items:
            return self
        total = sum((item.budget for item in self.items), Decimal(0))
        if total != self.budget:
            raise ValueError(f"明细预算合计 {total:,.2f} 元，与预算金额 {self.budget:,.2f} 元不一致")
        return self

    def lines(self) -> list[PlanItemFiling]:
        """Return the items; a plan filed without any has one line of the whole budget."""
        if self.items:
            return self.items
        category_code = {Kind.GOODS: "A02010105", Kind.WORKS: "B08000000", Kind.SERVICES: "C16010000"}[Kind(self.kind)]
        return [
            PlanItemFiling(
                category_code=category_code, name=self.title[:200], quantity="1", unit="项", budget=self.budget
            )
        ]


class Contact(Filing):
    """项目联系人."""

    name: Annotated[str, Field(min_length=1, max_length=100)]
    phone: Annotated[str, Field(min_length=1, max_length=50)]


class TenderFacts(Filing):
    """What a tender announcement says in figures."""

    method: Annotated[str, AfterValidator(one_of(Method))]
    budget: Money
    ceiling_price: Money | None = None
    documents_from: Timestamp
    documents_until: Timestamp
    documents_price: Money
    bid_deadline: Timestamp
    opening_at: Timestamp
    opening_place: Name
    notice_working_days: Annotated[int, Field(ge=1, le=60)]
    accepts_consortium: bool
    purchaser: Party
    agency: Party
    contact: Contact

    @model_validator(mode="after")
    def _times_in_order(self) -> "TenderFacts":
        if self.documents_until <= self.documents_from:
            raise ValueError("获取采购文件的截止时间须晚于开始时间")
        if self.bid_deadline <= self.documents_until:
            raise ValueError("投标截止时间须晚于获取采购文件的截止时间")
        if self.opening_at < self.bid_deadline:
            raise ValueError("开标时间不得早于投标截止时间")
        if self.ceiling_price is not None and self.ceiling_price > self.budget:
            raise ValueError("最高限价不得超过预算")
        return self


class CorrectedItem(Filing):
    """更正项."""

    label: Name
    before: str
    after: str


class ChangeFacts(Filing):
    """What a change announcement changes."""

    subject: Annotated[str, Field(pattern="^(announcement|documents)$")]
    items: Annotated[list[CorrectedItem], Field(min_length=1)]
    postponed: bool
    bid_deadline: Timestamp | None = None
    opening_at: Timestamp | None = None


class MainItem(Filing):
    """主要标的."""

    name: Name
    brand: str | None = None
    model: str | None = None
    quantity: Quantity | None = None
    unit_price: Money | None = None


class AwardedLot(Filing):
    """中标（成交）信息 of one lot."""

    lot_no: Identifier
    supplier: Party
    amount: Money | None = None
    rate: str | None = None
    score: Quantity | None = None
    main_items: list[MainItem]


class NamedExpert(Filing):
    """评审专家 as a result announcement names them."""

    name: Name
    role: Annotated[str, AfterValidator(one_of(CommitteeRole))]
    is_chair: bool


class AgencyFee(Filing):
    """代理服务收费."""

    standard: str
    amount: Money


class ResultFacts(Filing):
    """What a result announcement announces."""

    lots: Annotated[list[AwardedLot], Field(min_length=1)]
    experts: Annotated[list[NamedExpert], Field(min_length=1)]
    agency_fee: AgencyFee
    notice_working_days: Annotated[int, Field(ge=1, le=60)]


class ResultCorrectionFacts(Filing):
    """What a correction of a result corrects."""

    items: Annotated[list[CorrectedItem], Field(min_length=1)]
    lots: list[AwardedLot] = []


class TerminatedLot(Filing):
    """Why one lot ended without a result."""

    lot_no: Identifier
    reason: str


class TerminationFacts(Filing):
    """What a termination announcement ends."""

    lots: Annotated[list[TerminatedLot], Field(min_length=1)]


class ContractFacts(Filing):
    """What a contract announcement makes public."""

    contract_no: Identifier
    name: LongTitle
    purchaser: Party
    supplier: Party
    amount: Money
    signed_on: Date
    term: str


FACTS: dict[AnnouncementType, type[Filing]] = {
    AnnouncementType.TENDER: TenderFacts,
    AnnouncementType.CHANGE: ChangeFacts,
    AnnouncementType.RESULT: ResultFacts,
    AnnouncementType.RESULT_CORRECTION: ResultCorrectionFacts,
    AnnouncementType.TERMINATION: TerminationFacts,
    AnnouncementType.CONTRACT: ContractFacts,
}


class AnnouncementFiling(Filing):
    """公告 as it is drafted; `facts` is checked by type in `services.announcements`."""

    type: Annotated[str, AfterValidator(one_of(AnnouncementType))]
    project_no: Identifier
    lot_nos: Annotated[list[Identifier], Field(min_length=1)]
    title: Name
    body_html: Annotated[str, Field(min_length=1)]
    corrects: Identifier | None = None
    facts: dict[str, Any]
    # What only the text says, so that a drafting page can be opened again; None leaves it as it is.
    details: dict[str, Any] | None = None


class DrawnExpert(Filing):
    """One expert of a draw."""

    expert_no: Identifier
    name: Name
    id_card: Annotated[str, Field(max_length=18)]
    phone: Annotated[str, Field(max_length=50)]
    employer: Annotated[str, Field(max_length=200)]
    specialties: list[str]
    status: Annotated[str, AfterValidator(one_of(ExpertStatus))]
    is_chair: bool


class ExpertDrawFiling(Filing):
    """抽取结果 as it is filed."""

    draw_no: Identifier
    project_no: Identifier
    lot_nos: Annotated[list[Identifier], Field(min_length=1)]
    drawn_at: Timestamp
    evaluation_at: Timestamp
    sealed_until: Timestamp
    redraw_of: Identifier | None = None
    required: Annotated[int, Field(ge=1)]
    experts: list[DrawnExpert]
