"""Whatever the wire lets in has room here, and whatever has room here can be sent."""

import json
from bisect import bisect_left
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any

import pytest
from django.db.models import CharField, Model
from pydantic import BaseModel, TypeAdapter, ValidationError

from apps.acceptance.models import Lot, PlanItem, ProcurementPlan, Project
from apps.acceptance.services.projects import pick_plan, submit_project
from apps.acceptance.services.reviews import accept_project
from apps.accounts.models import Organisation, User
from apps.core.actors import Actor
from apps.core.models import OutboxMessage
from apps.interconnection.gateway import documents, pushes
from apps.interconnection.gateway.feeds import read_item
from apps.interconnection.handlers import plans
from apps.interconnection.outgoing import build
from apps.interconnection.tests.conftest import AGENCY, plan_item

LONGER_THAN_ANY = 10_000
# Document and field, and where its text is kept.
RECEIVED = [
    (documents.Plan, "plan_no", ProcurementPlan, "plan_no"),
    (documents.Plan, "title", ProcurementPlan, "title"),
    (documents.Plan, "title", Project, "name"),
    (documents.Plan, "region_code", ProcurementPlan, "region_code"),
    (documents.Plan, "fund_source", ProcurementPlan, "fund_source"),
    (documents.Plan, "fund_source", Project, "fund_source"),
    (documents.Plan, "handler", ProcurementPlan, "handler_name"),
    (documents.Party, "name", ProcurementPlan, "purchaser_name"),
    (documents.Party, "contact", ProcurementPlan, "purchaser_contact"),
    (documents.Party, "phone", ProcurementPlan, "purchaser_phone"),
    (documents.Party, "address", ProcurementPlan, "purchaser_address"),
    (documents.Party, "name", ProcurementPlan, "agency_name"),
    (documents.Party, "name", Project, "purchaser_name"),
    (documents.Party, "contact", Project, "purchaser_contact"),
    (documents.Party, "phone", Project, "purchaser_phone"),
    (documents.Party, "address", Project, "purchaser_address"),
    (documents.PlanItem, "category_code", PlanItem, "category_code"),
    (documents.PlanItem, "name", PlanItem, "name"),
    (documents.PlanItem, "unit", PlanItem, "unit"),
    (documents.PlanItem, "category_code", Lot, "category_code"),
    (documents.PlanItem, "name", Lot, "name"),
    (documents.PlanItem, "unit", Lot, "unit"),
]
SENT = [
    (pushes.LotsDocument, "project_no", Project, "project_no"),
    (pushes.LotsDocument, "project_name", Project, "name"),
    (pushes.PushedLot, "lot_no", Lot, "lot_no"),
    (pushes.PushedLot, "name", Lot, "name"),
    (pushes.PushedLot, "category_code", Lot, "category_code"),
    (pushes.PushedLot, "unit", Lot, "unit"),
    (documents.Party, "name", Organisation, "name"),
    (documents.Party, "contact", Project, "agency_contact"),
    (documents.Party, "phone", Project, "agency_phone"),
    (documents.Party, "address", Organisation, "address"),
    (documents.Party, "name", Project, "purchaser_name"),
    (documents.Party, "contact", Project, "purchaser_contact"),
    (documents.Party, "phone", Project, "purchaser_phone"),
    (documents.Party, "address", Project, "purchaser_address"),
]
Place = tuple[type[BaseModel], str, type[Model], str]


def longest(document: type[BaseModel], name: str) -> int:
    """Return how many characters a field of a document takes."""
    field = document.model_fields[name]
    adapter: TypeAdapter[str] = TypeAdapter(Annotated[field.annotation, *field.metadata])  # type: ignore[arg-type]

    def is_refused(length: int) -> bool:
        try:
            adapter.validate_python("甲" * length)
        except ValidationError:
            return True
        return False

    return bisect_left(range(LONGER_THAN_ANY), x=True, lo=1, key=is_refused) - 1


def room(model: type[Model], name: str) -> int:
    column = model._meta.get_field(name)
    assert isinstance(column, CharField)
    assert column.max_length is not None
    return column.max_length


def words(place: Place) -> str:
    document, field, model, column = place
    return f"{document.__name__}.{field}-{model.__name__}.{column}"


def test_the_limit_of_a_field_is_found() -> None:
    assert longest(documents.Plan, "title") == 600
    assert longest(documents.Plan, "fund_source") == 2000


@pytest.mark.parametrize("place", RECEIVED, ids=words)
def test_what_the_wire_lets_in_has_room_in_its_column(place: Place) -> None:
    document, field, model, column = place

    assert room(model, column) >= longest(document, field)


@pytest.mark.parametrize("place", SENT, ids=words)
def test_what_has_room_in_its_column_can_be_sent(place: Place) -> None:
    document, field, model, column = place

    assert room(model, column) <= longest(document, field)


@pytest.mark.parametrize(
    "document", [documents.Plan, documents.PlanItem, documents.Party, pushes.LotsDocument, pushes.PushedLot]
)
def test_no_text_of_a_document_is_left_out(document: type[BaseModel]) -> None:
    # Not kept as text of any length: codes, checked numbers, and the center, which is compared only.
    elsewhere = {"uscc", "trading_center", "method", "organisation_form", "kind", "unified_deal_code"}

    texts = {name for name, field in document.model_fields.items() if field.annotation is str}

    assert texts - elsewhere == {field for known, field, *_ in [*RECEIVED, *SENT] if known is document}


@pytest.mark.django_db
def test_a_plan_of_the_longest_texts_goes_all_the_way(
    agency: Organisation, clerk: User, reviewer: User, now: datetime
) -> None:
    def full(document: type[BaseModel], *names: str) -> dict[str, Any]:
        return {name: "甲" * longest(document, name) for name in names}

    line = full(documents.PlanItem, "category_code", "name", "unit")
    amounts = {"quantity": "99999999999999.999999", "budget": "99999999999999.999999"}
    plan_no = "9" * 64
    record = plan_item(
        plan_no,
        purchaser={"uscc": "1141132200600001XJ"} | full(documents.Party, "name", "contact", "phone", "address"),
        agency=AGENCY | full(documents.Party, "name", "contact", "phone", "address"),
        items=[line | amounts],
        budget="99999999999999.999999",
        **full(documents.Plan, "title", "region_code", "fund_source", "handler"),
    )

    plans.handle(read_item(json.dumps(record | {"id": "evt-1"}).encode()), is_withdrawn_since=False, now=now)
    project = pick_plan(plan_no=plan_no, agency=agency, user=clerk, actor=Actor.person(clerk), now=now)
    Project.objects.update(requirement_summary="需求")
    version = submit_project(project=project, revision=1, user=clerk, actor=Actor.person(clerk), now=now)
    accept_project(project=project, version=1, reviewer=reviewer, actor=Actor.person(reviewer), now=now)
    document = build(OutboxMessage.objects.get())

    assert version.content["project"]["fund_source"] == "甲" * 2000
    assert isinstance(document, pushes.LotsDocument)
    assert (document.project_name, document.purchaser.address) == ("甲" * 600, "甲" * 200)
    (lot,) = document.lots
    assert (lot.name, lot.unit, lot.category_code) == (line["name"], line["unit"], line["category_code"])
    assert (lot.quantity, lot.budget) == (Decimal("99999999999999.999999"), Decimal("99999999999999.999999"))
    assert document.encode()
