"""The documents that the platform pushes, checked before they are taken."""

from typing import Annotated, Any

from pydantic import AfterValidator, Field, ValidationInfo, field_validator, model_validator

from apps.province.choices import Kind, Method, PushKind
from apps.province.wire_types import (
    CategoryCode,
    DealCode,
    Document,
    Identifier,
    LongTitle,
    Money,
    Name,
    Party,
    Quantity,
    ShortText,
    Timestamp,
    Version,
    one_of,
    read_document,
)


class PushDocument(Document):
    """What every push carries."""

    version: Version
    project_no: Identifier

    @field_validator("project_no")
    @classmethod
    def _names_the_project_of_the_path(cls, value: str, info: ValidationInfo) -> str:
        if info.context is not None and value != info.context["project_no"]:
            raise ValueError("与请求地址中的项目编号不一致")
        return value


class Lot(Document):
    """标段."""

    lot_no: Identifier
    name: LongTitle
    budget: Money
    ceiling_price: Money | None = None
    category_code: CategoryCode
    quantity: Quantity
    unit: Annotated[str, Field(min_length=1, max_length=20)]
    unified_deal_code: DealCode

    @model_validator(mode="after")
    def _ceiling_within_budget(self) -> "Lot":
        if self.ceiling_price is not None and self.ceiling_price > self.budget:
            raise ValueError("最高限价不得超过预算")
        return self


def _lots_differ(lots: list[Lot]) -> list[Lot]:
    for word, values in (
        ("标段编号", [lot.lot_no for lot in lots]),
        ("统一交易标识码", [lot.unified_deal_code for lot in lots]),
    ):
        if len(set(values)) < len(values):
            raise ValueError(f"{word}重复")
    return lots


class LotsPush(PushDocument):
    """推送标段."""

    project_name: LongTitle
    plan_nos: Annotated[list[Identifier], Field(min_length=1)]
    agency: Party
    purchaser: Party
    method: Annotated[str, AfterValidator(one_of(Method))]
    kind: Annotated[str, AfterValidator(one_of(Kind))]
    lots: Annotated[list[Lot], Field(min_length=1), AfterValidator(_lots_differ)]
    encrypted: bool
    remote_opening: bool
    accepted_at: Timestamp


class SchedulePush(PushDocument):
    """变更审核通过后的时间."""

    announcement_no: Identifier
    bid_deadline: Timestamp
    opening_at: Timestamp
    opening_place: Annotated[str, Field(min_length=1, max_length=200)]

    @model_validator(mode="after")
    def _opens_after_the_deadline(self) -> "SchedulePush":
        if self.opening_at < self.bid_deadline:
            raise ValueError("开标时间不得早于投标截止时间")
        return self


class Bid(Document):
    """One bid as it was read out; a bid that could not be decrypted has no price."""

    supplier: Party
    price: Money | None = None
    decrypted: bool
    remark: ShortText | None = None

    @model_validator(mode="after")
    def _decrypted_bid_has_a_price(self) -> "Bid":
        if self.decrypted and self.price is None:
            raise ValueError("已解密的投标须有报价")
        return self


class OpenedLot(Document):
    """The bids of one lot."""

    lot_no: Identifier
    bids: list[Bid]


class OpeningRecordPush(PushDocument):
    """开标记录."""

    opened_at: Timestamp
    lots: Annotated[list[OpenedLot], Field(min_length=1)]


class Candidate(Document):
    """One ranked candidate of a lot."""

    rank: Annotated[int, Field(ge=1)]
    supplier: Party
    price: Money
    score: Quantity


class EvaluatedLot(Document):
    """The outcome of one lot: candidates, or the reason why there are none."""

    lot_no: Identifier
    candidates: list[Candidate]
    failed_reason: Name | None = None

    @model_validator(mode="after")
    def _has_an_outcome(self) -> "EvaluatedLot":
        if not self.candidates and self.failed_reason is None:
            raise ValueError("没有候选人时须说明失败原因")
        return self


class EvaluationPush(PushDocument):
    """评审结果."""

    lots: Annotated[list[EvaluatedLot], Field(min_length=1)]


DOCUMENTS: dict[PushKind, type[PushDocument]] = {
    PushKind.LOTS: LotsPush,
    PushKind.SCHEDULES: SchedulePush,
    PushKind.OPENING_RECORDS: OpeningRecordPush,
    PushKind.EVALUATIONS: EvaluationPush,
}


def read_push(kind: PushKind, project_no: str, value: Any) -> PushDocument:
    """Return a push of `kind` for `project_no` as a checked document, or raise InvalidDocument."""
    return read_document(DOCUMENTS[kind], value, context={"project_no": project_no})
