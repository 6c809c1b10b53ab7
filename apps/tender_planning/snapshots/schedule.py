"""开评标配置 as it is frozen when a version is issued."""

from datetime import datetime
from typing import Any

from django.db.models import Model

from apps.tender_planning.models import EvaluationSettings, OpeningSettings, Planning
from apps.tender_planning.selectors.schedule import iso

OPENING_FIELDS = (
    "documents_from",
    "documents_until",
    "question_deadline",
    "bid_deadline",
    "opening_at",
    "opening_place",
    "opening_minutes",
    "price_reader",
)
EVALUATION_FIELDS = (
    "evaluation_at",
    "evaluation_hours",
    "is_complex",
    "expert_count",
    "representative_count",
    "candidate_count",
)

LABELS: dict[str, str] = {
    "opening": "开标配置",
    "evaluation": "评标配置",
    "rooms": "场地",
    "name": "场所",
    "address": "地址或网址",
    "starts_at": "开始时间",
    "ends_at": "结束时间",
    **{
        field.name: str(field.verbose_name)
        for model in (OpeningSettings, EvaluationSettings)
        for field in model._meta.fields
        if field.name in OPENING_FIELDS + EVALUATION_FIELDS
    },
}


def snapshot(planning: Planning) -> dict[str, Any]:
    """Return times, committee and rooms; a half that nobody saved is None."""
    bookings = planning.bookings.filter(released_at=None).select_related("room").order_by("purpose")
    return {
        "opening": _fields(OpeningSettings.objects.filter(planning=planning).first(), OPENING_FIELDS),
        "evaluation": _fields(EvaluationSettings.objects.filter(planning=planning).first(), EVALUATION_FIELDS),
        "rooms": [
            {
                "key": booking.purpose,
                "name": booking.room.name,
                "address": booking.room.address,
                "starts_at": iso(booking.starts_at),
                "ends_at": iso(booking.ends_at),
            }
            for booking in bookings
        ],
    }


def _fields(record: Model | None, names: tuple[str, ...]) -> dict[str, Any] | None:
    if record is None:
        return None
    values = {name: getattr(record, name) for name in names}
    return {name: iso(value) if isinstance(value, datetime) else value for name, value in values.items()}
