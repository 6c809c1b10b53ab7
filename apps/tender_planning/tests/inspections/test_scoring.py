"""What keeps a scheme from being issued is told lot by lot."""

from datetime import datetime

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from apps.acceptance.codes import Method
from apps.acceptance.models import Lot
from apps.accounts.models import User
from apps.core.actors import Actor
from apps.core.working_days import load_calendar
from apps.tender_planning.inspections.context import Context
from apps.tender_planning.inspections.scoring import anchor_of, inspect
from apps.tender_planning.models import BrandWord, Planning, QualificationItem, RuleCode, StatutoryRule
from apps.tender_planning.rules.book import load_rule_book
from apps.tender_planning.services.scoring import save_scheme
from apps.tender_planning.tests.scoring.examples import SCHEME, WARRANTY, with_item, with_price


@pytest.fixture
def context(planning: Planning, now: datetime) -> Context:
    return Context(
        planning=planning,
        lots=list(planning.project.lots.all()),
        rules=load_rule_book(timezone.localdate(now)),
        calendar=load_calendar(),
        now=now,
    )


@pytest.fixture
def scored(planning: Planning, clerk: User, now: datetime) -> list[Lot]:
    """Both lots with the lawful scheme."""
    lots = list(planning.project.lots.all())
    for lot in lots:
        save_scheme(
            planning=planning, lot=lot, revision=0, scheme=SCHEME, user=clerk, actor=Actor.person(clerk), now=now
        )
    return lots


def test_a_lot_without_a_scheme_is_named(context: Context, lot: Lot) -> None:
    assert [(found.place, found.text) for found in inspect(context)] == [
        (f"{each.pk}/", f"标段 {each.lot_no} 还没有评分标准。") for each in context.lots
    ]


def test_the_rules_in_force_find_nothing_in_a_lawful_scheme(context: Context, scored: list[Lot]) -> None:
    assert inspect(context) == []


def test_a_finding_names_the_lot_the_field_and_the_item(
    context: Context, scored: list[Lot], clerk: User, now: datetime
) -> None:
    save_scheme(
        planning=context.planning,
        lot=scored[1],
        revision=1,
        scheme=with_item(description="质保期越长越好。"),
        user=clerk,
        actor=Actor.person(clerk),
        now=now,
    )

    (found,) = inspect(context)

    assert found.place == f"{scored[1].pk}/items-{WARRANTY.key}-description"
    assert found.text.startswith("“质保期”：客观分须写明怎样计算")
    assert anchor_of(found.place) == f"item-{WARRANTY.key}"


def test_a_rule_that_was_changed_counts_from_its_day(
    context: Context, scored: list[Lot], clerk: User, now: datetime
) -> None:
    save_scheme(
        planning=context.planning,
        lot=scored[0],
        revision=1,
        scheme=with_price(35),
        user=clerk,
        actor=Actor.person(clerk),
        now=now,
    )
    StatutoryRule.objects.filter(code=RuleCode.PRICE_WEIGHT, method=Method.OPEN_TENDER, kind="goods").update(
        minimum=36
    )
    context = Context(context.planning, context.lots, load_rule_book(context.rules.day), context.calendar, now)

    (found,) = inspect(context)

    assert (found.place, found.code) == (f"{scored[0].pk}/groups-price-points", RuleCode.PRICE_WEIGHT)


def test_conditions_of_the_lot_and_words_of_the_center_are_looked_for(
    context: Context, scored: list[Lot], clerk: User, now: datetime
) -> None:
    QualificationItem.objects.create(
        planning=context.planning, lot=scored[0], position=0, name="特定资质", requirement="具有有效的辐射安全许可证。"
    )
    BrandWord.objects.create(word="某某牌")
    BrandWord.objects.create(word="停用的词", is_active=False)
    for lot in scored:
        save_scheme(
            planning=context.planning,
            lot=lot,
            revision=1,
            scheme=with_item(description="提供辐射安全许可证和某某牌、停用的词证明，得10分。"),
            user=clerk,
            actor=Actor.person(clerk),
            now=now,
        )

    assert [(found.place.partition("/")[0], found.text.partition("：")[2]) for found in inspect(context)] == [
        (str(scored[0].pk), "“某某牌”指向特定品牌或厂家，不得作为评审因素。"),
        (str(scored[0].pk), "“辐射安全许可证”是本标段的资格条件，资格条件不得作为评审因素。"),
        (str(scored[1].pk), "“某某牌”指向特定品牌或厂家，不得作为评审因素。"),
    ]


def test_a_single_source_needs_no_scheme(context: Context) -> None:
    context.planning.project.method = Method.SINGLE_SOURCE

    assert inspect(context) == []


def test_many_lots_cost_as_many_queries_as_one(
    context: Context, scored: list[Lot], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(5):
        inspect(context)


@pytest.mark.parametrize(
    ("path", "anchor"),
    [
        ("groups", "groups"),
        ("groups-technical-points", "group-technical"),
        ("small_firm_deduction", "id_small_firm_deduction"),
        ("", ""),
    ],
)
def test_findings_lead_to_the_page_from_elsewhere(path: str, anchor: str) -> None:
    assert anchor_of(f"7/{path}") == anchor
