"""The documents that the province sends: plans, announcements and expert draws.

Each `parse_…` takes a payload as `wire_json` decoded it and returns a frozen, typed document, or raises
InvalidDocument with every problem in it.
"""

from typing import Annotated, TypeAlias

from pydantic import Field

from apps.interconnection.gateway.codes import (
    ANNOUNCEMENT_TYPES,
    CHANGE_SUBJECTS,
    COMMITTEE_ROLES,
    EXPERT_STATUSES,
    KINDS,
    METHODS,
    ORGANISATION_FORMS,
)
from apps.interconnection.gateway.validation import validated
from apps.interconnection.gateway.wire_json import JsonValue
from apps.interconnection.gateway.wire_types import (
    Address,
    AnnouncementTitle,
    ByteCount,
    Count,
    CreditCode,
    Date,
    Html,
    IdCard,
    Identifier,
    Listed,
    Money,
    Name,
    OptionalAddress,
    OptionalContact,
    OptionalIdentifier,
    OptionalName,
    OptionalPhone,
    OptionalRemark,
    OptionalRemarkOrNumber,
    Passage,
    PeriodEnd,
    PeriodStart,
    Phone,
    Quantity,
    Remark,
    RemarkOrNumber,
    Sm3Hex,
    Time,
    Title,
    Url,
    WireModel,
    coded,
)


class Party(WireModel):
    """An organisation that takes part: purchaser, agency or supplier."""

    name: Name
    uscc: CreditCode
    contact: OptionalContact = ""
    phone: OptionalPhone = ""
    address: OptionalAddress = ""


class PlanItem(WireModel):
    """One line of a plan."""

    category_code: Identifier
    name: Name
    quantity: Quantity
    unit: Name
    budget: Money


class Plan(WireModel):
    """采购计划, as filed."""

    plan_no: Identifier
    title: Title
    purchaser: Party
    agency: Party
    trading_center: Identifier
    region_code: Identifier
    method: Annotated[str, coded(METHODS)]
    organisation_form: Annotated[str, coded(ORGANISATION_FORMS)]
    kind: Annotated[str, coded(KINDS)]
    budget: Money
    fund_source: OptionalRemark = ""
    above_threshold: bool
    sme_reserved: bool
    items: Listed[PlanItem]
    filed_at: Time
    handler: Name


class AttachmentReference(WireModel):
    """An attachment that can be fetched under its id; size and digest must agree."""

    id: Identifier
    name: Name
    size: ByteCount
    media_type: Name
    sm3: Sm3Hex


class Contact(WireModel):
    """A person to ask."""

    name: Name
    phone: Phone


class ChangeItem(WireModel):
    """更正项, 更正前, 更正后."""

    label: Remark
    before: Passage
    after: Passage


class MainItem(WireModel):
    """主要标的信息 of an award."""

    name: Name
    brand: OptionalName = ""
    model: OptionalName = ""
    quantity: OptionalRemarkOrNumber = ""
    unit_price: Money | None = None


class AwardedLot(WireModel):
    """The supplier that a lot went to, and for how much."""

    lot_no: Identifier
    supplier: Party
    amount: Money | None = None
    rate: OptionalRemarkOrNumber = ""
    score: Quantity | None = None
    main_items: Listed[MainItem]


class PublishedExpert(WireModel):
    """A member of the committee as the result announcement names it."""

    name: Name
    role: Annotated[str, coded(COMMITTEE_ROLES)]
    is_chair: bool


class AgencyFee(WireModel):
    """代理服务收费标准及金额."""

    standard: Remark
    amount: Money


class TerminatedLot(WireModel):
    """A lot that came to nothing, and why."""

    lot_no: Identifier
    reason: Passage


class TenderFacts(WireModel):
    """What a tender announcement says, apart from its text."""

    method: Annotated[str, coded(METHODS)]
    budget: Money
    ceiling_price: Money | None = None
    documents_from: PeriodStart
    documents_until: PeriodEnd
    documents_price: Money
    bid_deadline: Time
    opening_at: Time
    opening_place: Address
    notice_working_days: Count
    accepts_consortium: bool
    purchaser: Party
    agency: Party
    contact: Contact


class ChangeFacts(WireModel):
    """What a change announcement changes."""

    subject: Annotated[str, coded(CHANGE_SUBJECTS)]
    items: Listed[ChangeItem]
    postponed: bool
    bid_deadline: Time | None = None
    opening_at: Time | None = None


class ResultFacts(WireModel):
    """Who won, who judged, and what the agency takes."""

    lots: Listed[AwardedLot]
    experts: Listed[PublishedExpert]
    agency_fee: AgencyFee
    notice_working_days: Count


class ResultCorrectionFacts(WireModel):
    """What a correction of a result changes; `lots` holds only those that changed."""

    items: Listed[ChangeItem]
    lots: Listed[AwardedLot] | None = None


class TerminationFacts(WireModel):
    """The lots that ended without an award."""

    lots: Listed[TerminatedLot]


class ContractFacts(WireModel):
    """The contract that a lot ended in."""

    contract_no: Identifier
    name: Title
    purchaser: Party
    supplier: Party
    amount: Money
    signed_on: Date
    term: RemarkOrNumber


class _AnnouncementHead(WireModel):
    announcement_no: Identifier
    type: Annotated[str, coded(ANNOUNCEMENT_TYPES)]
    project_no: Identifier
    lot_nos: Listed[Identifier]
    title: AnnouncementTitle
    body_html: Html
    published_at: Time
    # Shown, never followed by us; whoever links it must look at its scheme first.
    source_url: Url
    corrects: OptionalIdentifier = ""
    attachments: Listed[AttachmentReference]


class TenderAnnouncement(_AnnouncementHead):
    """采购公告."""

    facts: TenderFacts


class ChangeAnnouncement(_AnnouncementHead):
    """变更公告."""

    facts: ChangeFacts


class ResultAnnouncement(_AnnouncementHead):
    """结果公告."""

    facts: ResultFacts


class ResultCorrectionAnnouncement(_AnnouncementHead):
    """结果更正公告."""

    facts: ResultCorrectionFacts


class TerminationAnnouncement(_AnnouncementHead):
    """终止公告."""

    facts: TerminationFacts


class ContractAnnouncement(_AnnouncementHead):
    """合同公告."""

    facts: ContractFacts


Announcement: TypeAlias = (
    TenderAnnouncement
    | ChangeAnnouncement
    | ResultAnnouncement
    | ResultCorrectionAnnouncement
    | TerminationAnnouncement
    | ContractAnnouncement
)

_ANNOUNCEMENT_MODELS: dict[str, type[Announcement]] = {
    "tender": TenderAnnouncement,
    "change": ChangeAnnouncement,
    "result": ResultAnnouncement,
    "result_correction": ResultCorrectionAnnouncement,
    "termination": TerminationAnnouncement,
    "contract": ContractAnnouncement,
}


class DrawnExpert(WireModel):
    """An expert of a draw. Who it is stays out of the repr, and so out of logs and error pages."""

    expert_no: Identifier = Field(repr=False)
    name: Name = Field(repr=False)
    id_card: IdCard = Field(repr=False)
    phone: Phone = Field(repr=False)
    employer: Name = Field(repr=False)
    specialties: Listed[Name]
    status: Annotated[str, coded(EXPERT_STATUSES)]
    is_chair: bool


class ExpertDraw(WireModel):
    """抽取结果; secret until `sealed_until` has passed and the opening is closed."""

    draw_no: Identifier
    project_no: Identifier
    lot_nos: Listed[Identifier]
    drawn_at: Time
    evaluation_at: Time
    sealed_until: Time
    redraw_of: OptionalIdentifier = ""
    required: Count
    experts: Listed[DrawnExpert]


def parse_plan(payload: JsonValue) -> Plan:
    """Read a plan."""
    return validated(Plan, payload)


def parse_announcement(payload: JsonValue) -> Announcement:
    """Read an announcement as the class of its type."""
    # The head alone first: which facts are due depends on a type that may itself be wrong.
    announcement_type = validated(_AnnouncementHead, payload).type
    return validated(_ANNOUNCEMENT_MODELS[announcement_type], payload)


def parse_expert_draw(payload: JsonValue) -> ExpertDraw:
    """Read an expert draw."""
    return validated(ExpertDraw, payload)
