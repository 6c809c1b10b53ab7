from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from apps.acceptance.models import Category, Lot, Project
from apps.acceptance.rules import REQUIRED, REQUIRED_OF_LOT, submission_problems
from apps.accounts.models import Organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def project(agency: Organisation) -> Project:
    """A complete project without a plan, not stored."""
    return Project(
        agency=agency,
        name="方城县档案馆档案数字化服务项目",
        method="competitive_consultation",
        organisation_form="decentralised",
        kind="services",
        budget=Decimal("965000.00"),
        purchaser_name="方城县档案馆",
        purchaser_credit_code="1141132200600001XJ",
        purchaser_contact="陈老师",
        purchaser_phone="0377-60000002",
        purchaser_address="方城县文化路1号",
        agency_contact="李经办",
        agency_phone="0377-60000001",
        requirement_summary="档案数字化加工。",
    )


@pytest.fixture
def make_lot(project: Project) -> Callable[..., Lot]:
    Category.objects.get_or_create(code="C16010000", defaults={"name": "软件开发服务", "kind": "services"})

    def make(**changes: Any) -> Lot:
        facts: dict[str, Any] = {
            "lot_no": "1",
            "name": "数字化加工",
            "category_code": "C16010000",
            "quantity": Decimal(1),
            "unit": "项",
            "budget": Decimal("965000.00"),
            "ceiling_price": Decimal("965000.00"),
        }
        return Lot(project=project, **(facts | changes))

    return make


def test_a_complete_project_has_no_problems(project: Project, make_lot: Callable[..., Lot]) -> None:
    assert submission_problems(project, [make_lot()]) == {}


@pytest.mark.parametrize("name", REQUIRED)
def test_each_required_fact_is_missed_at_its_field(project: Project, make_lot: Callable[..., Lot], name: str) -> None:
    setattr(project, name, None if name == "budget" else "")

    problems = submission_problems(project, [make_lot()])

    assert list(problems) == [name]
    assert problems[name][0].startswith("请填写")


@pytest.mark.parametrize("name", REQUIRED_OF_LOT)
def test_each_required_fact_of_a_lot_is_missed_in_its_row(
    project: Project, make_lot: Callable[..., Lot], name: str
) -> None:
    first = make_lot(budget=Decimal(1), ceiling_price=None)
    second = make_lot(lot_no="2", budget=Decimal(2), ceiling_price=None)
    setattr(second, name, None if name in {"quantity", "budget"} else "")

    assert list(submission_problems(project, [first, second])) == [f"lots-1-{name}"]


@pytest.mark.parametrize(
    ("facts", "lots", "said"),
    [
        ({"budget": Decimal(0)}, [{"budget": None, "ceiling_price": None}], ("budget", "必须大于零")),
        ({}, [], ("lots", "至少要有一个标段")),
        ({"is_encrypted": False, "is_remote_opening": True}, [{}], ("is_remote_opening", "必须加密")),
        ({}, [{"category_code": "A99999999"}], ("lots-0-category_code", "不在政府采购品目分类目录中")),
        ({}, [{"ceiling_price": Decimal("965000.01")}], ("lots-0-ceiling_price", "不得超过标段预算")),
        (
            {},
            [
                {"budget": Decimal(900000), "ceiling_price": None},
                {"budget": Decimal("65000.01"), "ceiling_price": None},
            ],
            ("lots", "合计 965,000.01 元，超过项目预算 965,000.00 元，超出 0.01 元"),
        ),
    ],
)
def test_what_does_not_add_up_is_said_at_its_place(
    project: Project,
    make_lot: Callable[..., Lot],
    facts: dict[str, Any],
    lots: list[dict[str, Any]],
    said: tuple[str, str],
) -> None:
    for name, value in facts.items():
        setattr(project, name, value)

    problems = submission_problems(
        project, [make_lot(**({"lot_no": str(number)} | changes)) for number, changes in enumerate(lots, start=1)]
    )

    field, words = said
    assert words in "".join(problems[field])


def test_lots_may_use_up_the_budget_to_the_last_fen(project: Project, make_lot: Callable[..., Lot]) -> None:
    lots = [
        make_lot(lot_no="1", budget=Decimal("964999.99"), ceiling_price=None),
        make_lot(lot_no="2", budget=Decimal("0.01"), ceiling_price=None),
    ]

    assert submission_problems(project, lots) == {}


def test_a_project_may_be_opened_on_the_spot_without_encryption(
    project: Project, make_lot: Callable[..., Lot]
) -> None:
    project.is_encrypted = project.is_remote_opening = False

    assert submission_problems(project, [make_lot()]) == {}


def test_a_category_that_is_switched_off_cannot_be_used(project: Project, make_lot: Callable[..., Lot]) -> None:
    lot = make_lot()
    Category.objects.update(is_active=False)

    assert list(submission_problems(project, [lot])) == ["lots-0-category_code"]


def test_the_plans_own_categories_may_be_used_although_the_catalogue_lacks_them(draft: Project) -> None:
    Category.objects.all().delete()

    assert submission_problems(draft, list(draft.lots.all())) == {}
