"""Fees as they are entered, for tests."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from apps.tender_planning.fees_settling import FeeFacts
from apps.tender_planning.models import FeeBracket, FeeTariff
from apps.tender_planning.models.fees import FeeKind


def tariff(kind: str, **changes: Any) -> FeeTariff:
    """Return a tariff of the catalogue that the platform begins with; `changes` make another one of its kind."""
    found = FeeTariff.objects.filter(kind=kind, project_kind__in=["", "goods"]).order_by("pk")[0]
    if changes:
        found.pk = None
        for name, value in changes.items():
            setattr(found, name, value)
        found.save(force_insert=True)
    return found


def stepped(*steps: tuple[int | None, str]) -> FeeTariff:
    """Return a bracketed tariff with these bounds and rates."""
    made = tariff(FeeKind.AGENCY_SERVICE, name="代理服务费（测试）", effective_from=date(2020, 1, 1))
    FeeBracket.objects.bulk_create(
        FeeBracket(tariff=made, upper_bound=bound, rate=Decimal(rate)) for bound, rate in steps
    )
    return made


def fee(kind: str, *, key: UUID | None = None, **facts: Any) -> FeeFacts:
    return FeeFacts(key=key or uuid4(), tariff=facts.pop("tariff", None) or tariff(kind), **facts)


def free_documents() -> FeeFacts:
    return fee(FeeKind.DOCUMENT)


def fee_form(revision: int, *rows: dict[str, Any], keys: Sequence[str] = ()) -> dict[str, Any]:
    """Return what a browser would send for these rows."""
    data: dict[str, Any] = {
        "revision": revision,
        "fees-TOTAL_FORMS": len(rows),
        "fees-INITIAL_FORMS": 0,
        "fees-MIN_NUM_FORMS": 0,
        "fees-MAX_NUM_FORMS": 20,
    }
    for index, row in enumerate(rows):
        key = keys[index] if keys else str(uuid4())
        data |= {f"fees-{index}-key": key, f"fees-{index}-position": index}
        data |= {f"fees-{index}-{name}": value for name, value in row.items()}
    return data
