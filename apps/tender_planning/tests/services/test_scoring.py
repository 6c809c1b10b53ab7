"""A scheme is stored as it was typed, by key, and by one person at a time."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

import pytest

from apps.acceptance.models import Lot
from apps.accounts.models import User
from apps.core.actors import Actor
from apps.core.exceptions import Refused, StaleState
from apps.core.models import AuditEntry
from apps.tender_planning.exceptions import NotOpen
from apps.tender_planning.models import Planning, ScoringItem, ScoringScheme, Sheet
from apps.tender_planning.scoring.choices import EvaluationMethod
from apps.tender_planning.selectors.scoring import schemes_of
from apps.tender_planning.services.beginning import lock_planning
from apps.tender_planning.services.scoring import copy_scheme, save_scheme
from apps.tender_planning.tests.scoring.examples import AFTER_SALES, SCHEME, WARRANTY


@pytest.fixture
def second_lot(planning: Planning) -> Lot:
    return planning.project.lots.order_by("pk")[1]


def stored(lot: Lot) -> object:
    return schemes_of([lot]).get(lot.pk)


def test_a_scheme_is_read_as_it_was_stored(planning: Planning, lot: Lot, clerk: User, now: datetime) -> None:
    revision = save_scheme(
        planning=planning, lot=lot, revision=0, scheme=SCHEME, user=clerk, actor=Actor.person(clerk), now=now
    )

    assert revision == 1
    assert stored(lot) == SCHEME
    entry = AuditEntry.objects.get(act="scoring.saved")
    assert (entry.summary, entry.details) == ("标段 1：保存评分标准", {"lot": "1", "revision": 1})


def test_a_draft_is_stored_with_what_it_lacks(planning: Planning, lot: Lot, clerk: User, now: datetime) -> None:
    bare = replace(WARRANTY, name="", least_points=None, most_points=None)
    draft = replace(SCHEME, groups=tuple(replace(group, points=None) for group in SCHEME.groups), items=(bare,))

    save_scheme(planning=planning, lot=lot, revision=0, scheme=draft, user=clerk, actor=Actor.person(clerk), now=now)

    assert stored(lot) == draft


def test_rows_are_changed_moved_and_removed_by_their_keys(
    planning: Planning, lot: Lot, clerk: User, now: datetime
) -> None:
    save_scheme(planning=planning, lot=lot, revision=0, scheme=SCHEME, user=clerk, actor=Actor.person(clerk), now=now)
    kept = ScoringItem.objects.get(key=WARRANTY.key).pk
    changed = replace(
        SCHEME,
        evaluation_method=EvaluationMethod.COMPREHENSIVE,
        small_firm_deduction=Decimal("12.5"),
        items=(AFTER_SALES, replace(WARRANTY, name="延长质保期")),
    )

    save_scheme(planning=planning, lot=lot, revision=1, scheme=changed, user=clerk, actor=Actor.person(clerk), now=now)

    assert stored(lot) == changed
    assert ScoringItem.objects.get(key=WARRANTY.key).pk == kept


def test_the_same_page_sent_twice_is_told(planning: Planning, lot: Lot, clerk: User, now: datetime) -> None:
    save_scheme(planning=planning, lot=lot, revision=0, scheme=SCHEME, user=clerk, actor=Actor.person(clerk), now=now)

    with pytest.raises(StaleState, match="李经办刚刚保存过"):
        save_scheme(
            planning=planning,
            lot=lot,
            revision=0,
            scheme=replace(SCHEME, items=()),
            user=clerk,
            actor=Actor.person(clerk),
            now=now,
        )

    assert stored(lot) == SCHEME


def test_nothing_is_stored_while_the_preparation_is_closed(
    planning: Planning, lot: Lot, clerk: User, now: datetime
) -> None:
    lock_planning(project=planning.project, now=now)

    with pytest.raises(NotOpen):
        save_scheme(
            planning=planning, lot=lot, revision=0, scheme=SCHEME, user=clerk, actor=Actor.person(clerk), now=now
        )

    assert not ScoringScheme.objects.exists()
    assert not Sheet.objects.filter(kind=Sheet.Kind.SCORING).exists()


def test_a_copy_says_the_same_with_rows_of_its_own(
    planning: Planning, lot: Lot, second_lot: Lot, clerk: User, now: datetime
) -> None:
    save_scheme(planning=planning, lot=lot, revision=0, scheme=SCHEME, user=clerk, actor=Actor.person(clerk), now=now)

    revision = copy_scheme(
        planning=planning,
        source=lot,
        target=second_lot,
        revision=0,
        user=clerk,
        actor=Actor.person(clerk),
        now=now,
    )

    copy = schemes_of([second_lot])[second_lot.pk]
    assert revision == 1
    assert [replace(item, key="") for item in copy.items] == [replace(item, key="") for item in SCHEME.items]
    assert not {item.key for item in copy.items} & {item.key for item in SCHEME.items}
    assert replace(copy, items=SCHEME.items) == SCHEME
    assert AuditEntry.objects.filter(act="scoring.copied", summary__contains="复制方财公开采购").exists()


def test_a_lot_without_a_scheme_cannot_be_copied(
    planning: Planning, lot: Lot, second_lot: Lot, clerk: User, now: datetime
) -> None:
    save_scheme(planning=planning, lot=lot, revision=0, scheme=SCHEME, user=clerk, actor=Actor.person(clerk), now=now)

    with pytest.raises(Refused, match="标段 2 还没有评分标准"):
        copy_scheme(
            planning=planning,
            source=second_lot,
            target=lot,
            revision=1,
            user=clerk,
            actor=Actor.person(clerk),
            now=now,
        )

    assert stored(lot) == SCHEME


def test_a_scheme_of_another_agency_cannot_be_copied(
    planning: Planning, second_lot: Lot, stranger: User, clerk: User, now: datetime
) -> None:
    foreign = planning.project.lots.select_related("project").order_by("pk")[0]
    foreign.project.agency = stranger.organisation

    with pytest.raises(Refused, match="只能复制本机构的评分标准"):
        copy_scheme(
            planning=planning,
            source=foreign,
            target=second_lot,
            revision=0,
            user=clerk,
            actor=Actor.person(clerk),
            now=now,
        )

    assert stored(second_lot) is None
