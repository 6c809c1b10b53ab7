"""资费目录 at the center's site."""

from datetime import date, datetime
from typing import Any

import pytest
import time_machine

from apps.acceptance.models import Lot
from apps.accounts.models import User
from apps.conftest import signed_in
from apps.core.actors import Actor
from apps.core.models import AuditEntry
from apps.tender_planning.models import FeeBracket, FeeTariff, Planning
from apps.tender_planning.models.fees import FeeKind
from apps.tender_planning.services.fees import save_fees
from apps.tender_planning.tests.fees import fee, tariff

LIST = "/center/tender_planning/feetariff/"
BOUNDS = ("100000", "")


def address(entry: FeeTariff) -> str:
    return f"{LIST}{entry.pk}/change/"


def entered(**changes: Any) -> dict[str, Any]:
    """Return a bracketed tariff as the form sends it."""
    data: dict[str, Any] = {
        "kind": "agency_service",
        "name": "代理服务费（新标准）",
        "project_kind": "goods",
        "manner": "brackets",
        "payer": "winner",
        "base": "award",
        "amount": "",
        "rate": "",
        "citation": "某文件",
        "explanation": "",
        "effective_from": "2026-03-02",
        "effective_to": "",
        "brackets-TOTAL_FORMS": "2",
        "brackets-INITIAL_FORMS": "0",
    }
    for index, bound in enumerate(BOUNDS):
        data |= {f"brackets-{index}-upper_bound": bound, f"brackets-{index}-rate": "1.5"}
    return data | changes


def of_stored(entry: FeeTariff, **changes: Any) -> dict[str, Any]:
    """Return a stored tariff without brackets as the form sends it."""
    names = ("kind", "name", "project_kind", "manner", "payer", "base", "citation", "explanation", "effective_from")
    data = {name: getattr(entry, name) for name in names} | {"seen_revision": entry.revision}
    return data | {"brackets-TOTAL_FORMS": "0", "brackets-INITIAL_FORMS": "0"} | changes


@pytest.fixture
def used(planning: Planning, lot: Lot, clerk: User, now: datetime) -> FeeTariff:
    """The bid security, which a project has."""
    facts = [fee(FeeKind.BID_SECURITY, manner="free"), fee(FeeKind.AGENCY_SERVICE)]
    save_fees(planning=planning, lot=lot, revision=0, fees=facts, user=clerk, actor=Actor.person(clerk), now=now)
    return facts[0].tariff


def test_an_administrator_adds_a_tariff_with_its_brackets_and_the_trail_says_so(administrator: User) -> None:
    response = signed_in(administrator).post(f"{LIST}add/", entered(), follow=True)

    made = FeeTariff.objects.get(name="代理服务费（新标准）")
    assert response.status_code == 200
    assert [(row.upper_bound, str(row.rate)) for row in made.brackets.all()] == [
        (100_000, "1.500000"),
        (None, "1.500000"),
    ]
    changes = {
        change["field"]: change["after"] for change in AuditEntry.objects.get(act="feetariff.added").details["changes"]
    }
    assert changes["分档费率"] == "至 100,000.00 元：1.5%；以上部分：1.5%"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"brackets-TOTAL_FORMS": "0"}, "差额定率累进的资费须填写分档费率。"),
        ({"manner": "free"}, "只有差额定率累进的资费填写分档费率。"),
        ({"amount": "500"}, "只有“固定金额”的资费填写这一项。"),
        ({"base": ""}, "按比例或累进计费的，须填计费基数。"),
        ({"brackets-1-upper_bound": "100000"}, "同一上限只能有一档。"),
        ({"brackets-0-upper_bound": ""}, "同一上限只能有一档。"),
        ({"brackets-0-rate": "101"}, "不能超过 100%。"),
        ({"effective_to": "2026-03-01"}, "停止日期不能早于施行日期。"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_stored(administrator: User, changes: dict[str, Any], words: str) -> None:
    before = (FeeTariff.objects.count(), FeeBracket.objects.count())

    response = signed_in(administrator).post(f"{LIST}add/", entered(**changes))

    assert words in response.text
    assert (FeeTariff.objects.count(), FeeBracket.objects.count()) == before


def test_a_tariff_in_use_is_ended_and_not_rewritten(administrator: User, used: FeeTariff, now: datetime) -> None:
    client = signed_in(administrator)
    data = of_stored(used, name="改名", citation="改依据", effective_to="2026-06-01")

    with time_machine.travel(now, tick=False):
        page = client.get(address(used)).text
        client.post(address(used), data)

    assert "已有项目使用，只能填写停止日期或完善说明" in page
    assert 'name="citation"' not in page
    stored = FeeTariff.objects.get(pk=used.pk)
    assert (stored.name, stored.citation, stored.effective_to) == (used.name, used.citation, date(2026, 6, 1))


def test_the_brackets_of_a_tariff_in_use_are_read_in_words(administrator: User, used: FeeTariff) -> None:
    page = signed_in(administrator).get(address(tariff(FeeKind.AGENCY_SERVICE))).text

    assert "至 5,000,000.00 元：1.2%" in page
    assert "brackets-0-rate" not in page


def test_nothing_is_ended_in_the_past(administrator: User, used: FeeTariff, now: datetime) -> None:
    with time_machine.travel(now, tick=False):
        response = signed_in(administrator).post(address(used), of_stored(used, effective_to="2026-02-28"))

    assert "停止日期不能早于昨天（2026年3月1日）" in response.text
    assert FeeTariff.objects.get(pk=used.pk).effective_to is None


def test_the_second_of_two_administrators_is_told(administrator: User, db: None) -> None:
    entry = tariff(FeeKind.VENUE)
    client = signed_in(administrator)
    client.post(address(entry), of_stored(entry, explanation="第一人改的。"))

    response = client.post(address(entry), of_stored(entry, explanation="第二人改的。"))

    assert "您的修改没有保存，填写的内容没有丢失" in response.text
    assert FeeTariff.objects.get(pk=entry.pk).explanation == "第一人改的。"


@pytest.mark.parametrize("person", ["reviewer", "supervisor"])
def test_reviewers_and_supervisors_read_and_change_nothing(
    request: pytest.FixtureRequest, person: str, db: None
) -> None:
    client = signed_in(request.getfixturevalue(person))
    entry = tariff(FeeKind.AGENCY_SERVICE)

    responses = [client.get(LIST), client.get(address(entry))]
    refused = [client.post(address(entry), of_stored(entry)), client.post(f"{LIST}add/", entered())]

    assert [response.status_code for response in responses] == [200, 200]
    assert "至 5,000,000.00 元：1.2%" in responses[1].text
    assert [response.status_code for response in refused] == [403, 403]
    assert FeeTariff.objects.get(pk=entry.pk).revision == 1


def test_nothing_is_deleted(administrator: User, db: None) -> None:
    entry = tariff(FeeKind.VENUE)

    assert signed_in(administrator).post(f"{LIST}{entry.pk}/delete/", {"post": "yes"}).status_code == 403
    assert FeeTariff.objects.filter(pk=entry.pk).exists()


def test_what_nobody_has_compared_with_the_official_text_is_marked(administrator: User) -> None:
    page = signed_in(administrator).get(LIST).text

    assert page.count("待核实") == FeeTariff.objects.filter(explanation__contains="待核实").count()
