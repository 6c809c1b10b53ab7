"""What the fees keep from being issued."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from apps.acceptance.models import Lot
from apps.accounts.models import User
from apps.core.actors import Actor
from apps.core.working_days import load_calendar
from apps.tender_planning.fees_settling import FeeFacts
from apps.tender_planning.findings import Finding
from apps.tender_planning.inspections.context import Context
from apps.tender_planning.inspections.fees import inspect
from apps.tender_planning.models import AnnouncedTerms, FeeItem, FeeTariff, Planning, StatutoryRule
from apps.tender_planning.models.fees import FeeKind, Manner
from apps.tender_planning.rules.book import load_rule_book
from apps.tender_planning.services.fees import save_fees
from apps.tender_planning.tests.fees import fee, free_documents


def found(planning: Planning, now: datetime) -> list[Finding]:
    today = timezone.localdate(now)
    return inspect(Context(planning, list(planning.project.lots.all()), load_rule_book(today), load_calendar(), now))


@pytest.fixture
def charged(planning: Planning, clerk: User, now: datetime) -> Planning:
    """A preparation whose first lot asks for the highest lawful bid security, the second for nothing."""
    first, second = planning.project.lots.order_by("pk")
    security = fee(FeeKind.BID_SECURITY, manner=Manner.FIXED, amount=Decimal(62_400))
    fees: list[tuple[Lot, list[FeeFacts]]] = [(first, [free_documents(), security]), (second, [free_documents()])]
    for lot, facts in fees:
        save_fees(planning=planning, lot=lot, revision=0, fees=facts, user=clerk, actor=Actor.person(clerk), now=now)
    return planning


def test_every_lot_without_fees_is_named(planning: Planning, now: datetime) -> None:
    assert [(each.level, each.text) for each in found(planning, now)] == [
        ("error", "标段 1的资费尚未定义。"),
        ("error", "标段 2的资费尚未定义。"),
    ]


def test_lawful_fees_have_nothing_to_be_said_of_them(charged: Planning, now: datetime) -> None:
    assert found(charged, now) == []


def test_a_limit_that_was_lowered_since_is_found_with_its_article_and_its_place(
    charged: Planning, now: datetime
) -> None:
    StatutoryRule.objects.filter(code="bid_security").update(maximum=1)
    item = FeeItem.objects.get(tariff__kind=FeeKind.BID_SECURITY)

    (finding,) = found(charged, now)

    assert finding.place == f"{item.lot_id}/{item.key}/amount"
    assert (finding.level, finding.article, finding.code) == ("error", "政府采购法实施条例第三十三条", "bid_security")
    assert finding.text.startswith("标段 1：投标保证金超过标段预算 3,120,000.00 元的 1%")


def test_a_tariff_that_has_ended_is_to_be_replaced(charged: Planning, now: datetime) -> None:
    today = timezone.localdate(now)
    ended = FeeTariff.objects.filter(kind=FeeKind.BID_SECURITY)
    ended.update(effective_to=today)
    assert found(charged, now) == []

    ended.update(effective_to=today - timedelta(days=1))

    assert [each.text for each in found(charged, now)] == ["标段 1的“投标保证金”已不在资费目录中，请改选现行资费。"]


def test_an_announcement_that_sells_the_documents_is_told_and_stops_nothing(charged: Planning, now: datetime) -> None:
    AnnouncedTerms.objects.update(documents_price=300)

    (finding,) = found(charged, now)

    assert (finding.level, finding.article) == ("warning", "财库〔2019〕38号")
    assert "300.00 元" in finding.text
