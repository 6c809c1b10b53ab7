"""What the driving API takes: filings, plus the numbers and dates that people do not choose."""

import base64
import binascii
from typing import Annotated, Any

from pydantic import AfterValidator, Field, model_validator

from apps.province.choices import Operation
from apps.province.filings import AnnouncementFiling, ExpertDrawFiling, Filing, PlanFiling
from apps.province.models import FaultRule
from apps.province.services.announcements import NewAttachment
from apps.province.wire_types import Identifier, Name, Timestamp, Version, one_of


class ControlledPlan(PlanFiling):
    """A plan, with a number and a filing date of one's choice."""

    plan_no: Identifier | None = None
    filed_at: Timestamp | None = None


def _base64(value: str) -> str:
    try:
        base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        raise ValueError("不是有效的 base64") from None
    return value


class ControlledAttachment(Filing):
    """A file in base64."""

    name: Name
    content_base64: Annotated[str, AfterValidator(_base64)]

    def as_new_attachment(self) -> NewAttachment:
        """Return the file as the services take it."""
        return NewAttachment(name=self.name, content=base64.b64decode(self.content_base64))


class ControlledAnnouncement(AnnouncementFiling):
    """An announcement with its files; `force` publishes even where a province would refuse."""

    announcement_no: Identifier | None = None
    published_at: Timestamp | None = None
    attachments: list[ControlledAttachment] = []
    removed_attachments: list[Identifier] = []
    force: bool = False


class ControlledExpertDraw(ExpertDrawFiling):
    """An expert draw, as it is."""


class RawRecord(Filing):
    """Anything at all as a feed record, for what no honest province would send."""

    key: Identifier
    version: Version | None = None
    op: Annotated[str, AfterValidator(one_of(Operation))] = Operation.UPSERT.value
    payload: Any
    digest: Annotated[str, Field(max_length=64)] | None = None


class ControlledLoss(Filing):
    """How thoroughly something is lost: a return to a backup forgets the keys of the pushes too."""

    remembers_keys: bool = True


class ControlledFault(Filing):
    """One fault rule."""

    kind: Annotated[str, AfterValidator(one_of(FaultRule.Kind))]
    target: Annotated[str, AfterValidator(one_of(FaultRule.Target))]
    key: Annotated[str, Field(max_length=64)] = ""
    times: Annotated[int, Field(ge=1, le=1_000_000)] | None = None
    seconds: Annotated[float, Field(ge=0, le=3600)] | None = None
    status: Annotated[int, Field(ge=400, le=599)] | None = None
    seed: Annotated[int, Field(ge=0, le=2_147_483_647)] | None = None

    @model_validator(mode="before")
    @classmethod
    def _whole_seconds_are_seconds(cls, value: Any) -> Any:
        if isinstance(value, dict) and type(value.get("seconds")) is int:
            return {**value, "seconds": float(value["seconds"])}
        return value

    def as_rule(self) -> FaultRule:
        """Return the rule, not saved yet."""
        return FaultRule(**self.model_dump(), remaining=self.times)


class ControlledFaults(Filing):
    """All fault rules."""

    rules: list[ControlledFault]
