"""The rule book at the center's site: rows are added and ended, and those in force are never rewritten."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from apps.acceptance.codes import Method
from apps.accounts.models import User
from apps.conftest import NOW, signed_in
from apps.core.models import AuditEntry
from apps.tender_planning.models import RuleCode, RuleUnit, StatutoryRule

pytestmark = pytest.mark.django_db

ADDRESS = "/center/tender_planning/statutoryrule/"
TODAY = date(2026, 3, 2)


@pytest.fixture(autouse=True)
def on_the_second_of_march() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def client(administrator: User) -> Client:
    return signed_in(administrator)


@pytest.fixture
def security(db: None) -> StatutoryRule:
    """投标保证金, in force since 2015."""
    return StatutoryRule.objects.get(code=RuleCode.BID_SECURITY)


def entered(**changes: object) -> dict[str, object]:
    return {
        "code": RuleCode.BID_SECURITY,
        "method": "",
        "kind": "",
        "minimum": "",
        "maximum": "1",
        "unit": RuleUnit.PERCENT,
        "effective_from": "2027-01-01",
        "effective_to": "",
        "citation": "新条例第一条",
        "explanation": "",
        "excuse_hint": "",
    } | changes


def errors_of(response: Any) -> dict[str, list[str]]:
    return dict(response.context["adminform"].form.errors)


class TestAdding:
    def test_a_rule_to_come_is_added_with_its_article(self, client: Client, security: StatutoryRule) -> None:
        StatutoryRule.objects.filter(pk=security.pk).update(effective_to=date(2026, 12, 31))

        response = client.post(f"{ADDRESS}add/", entered())

        added = StatutoryRule.objects.get(citation="新条例第一条")
        assert response.status_code == 302
        assert (added.maximum, added.effective_from) == (1, date(2027, 1, 1))
        assert AuditEntry.objects.get(act="statutoryrule.added").summary == "新增法定规则 投标保证金"

    def test_one_that_overlaps_another_is_refused_and_says_what_to_do(self, client: Client) -> None:
        response = client.post(f"{ADDRESS}add/", entered())

        assert "请先为原规则填写停止日期，再新增" in str(errors_of(response))
        assert StatutoryRule.objects.filter(code=RuleCode.BID_SECURITY).count() == 1

    @pytest.mark.parametrize(
        ("changes", "problem"),
        [
            ({"effective_to": "2026-12-31"}, "停止日期不能早于施行日期。"),
            ({"maximum": ""}, "下限和上限至少填写一项。"),
            ({"minimum": "2"}, "上限不能小于下限。"),
            ({"maximum": "-1"}, "请只用 0 至 9 的数字填写"),
        ],
    )
    def test_what_contradicts_itself_is_refused_in_words(
        self, client: Client, changes: dict[str, str], problem: str
    ) -> None:
        response = client.post(f"{ADDRESS}add/", entered(method=Method.INQUIRY, **changes))

        assert problem in str(errors_of(response))
        assert StatutoryRule.objects.filter(code=RuleCode.BID_SECURITY).count() == 1


class TestEnding:
    def test_a_row_in_force_is_ended_and_the_trail_says_so(self, client: Client, security: StatutoryRule) -> None:
        response = client.post(
            f"{ADDRESS}{security.pk}/change/",
            {"effective_to": "2026-12-31", "explanation": "由新条例代替。", "seen_revision": 1},
        )

        security.refresh_from_db()
        assert response.status_code == 302
        assert (security.effective_to, security.revision) == (date(2026, 12, 31), 2)
        changes = AuditEntry.objects.get(act="statutoryrule.changed").details["changes"]
        assert [change["field"] for change in changes] == ["停止日期", "说明"]

    def test_its_limits_cannot_be_rewritten(self, client: Client, security: StatutoryRule) -> None:
        client.post(
            f"{ADDRESS}{security.pk}/change/",
            entered(maximum="9", citation="改过的", effective_from="2015-03-01", seen_revision=1),
        )

        security.refresh_from_db()
        assert (security.maximum, security.citation) == (2, "政府采购法实施条例第三十三条")

    @pytest.mark.parametrize(
        ("end", "is_refused"), [(TODAY - timedelta(days=2), True), (TODAY - timedelta(days=1), False)]
    )
    def test_it_is_not_ended_in_the_past(
        self, client: Client, security: StatutoryRule, end: date, is_refused: bool
    ) -> None:
        form = {"effective_to": end.isoformat(), "explanation": security.explanation, "seen_revision": 1}

        client.post(f"{ADDRESS}{security.pk}/change/", form)

        security.refresh_from_db()
        assert (security.effective_to is None) is is_refused

    def test_a_row_that_has_ended_is_read_only(self, client: Client, security: StatutoryRule) -> None:
        StatutoryRule.objects.filter(pk=security.pk).update(effective_to=TODAY - timedelta(days=1))

        response = client.post(f"{ADDRESS}{security.pk}/change/", {"effective_to": "", "seen_revision": 1})

        security.refresh_from_db()
        assert response.status_code == 403
        assert security.effective_to == TODAY - timedelta(days=1)

    def test_a_row_to_come_can_still_be_corrected(self, client: Client) -> None:
        client.post(f"{ADDRESS}add/", entered(method=Method.INQUIRY, code=RuleCode.PRICE_WEIGHT))
        row = StatutoryRule.objects.get(citation="新条例第一条")

        client.post(
            f"{ADDRESS}{row.pk}/change/",
            entered(method=Method.INQUIRY, code=RuleCode.PRICE_WEIGHT, maximum="3", seen_revision=1),
        )

        row.refresh_from_db()
        assert (row.maximum, row.revision) == (3, 2)

    def test_the_second_of_two_is_told(self, client: Client, security: StatutoryRule) -> None:
        address = f"{ADDRESS}{security.pk}/change/"
        client.post(address, {"effective_to": "2026-12-31", "explanation": "先保存的", "seen_revision": 1})

        response = client.post(address, {"effective_to": "2026-06-30", "explanation": "后保存的", "seen_revision": 1})

        security.refresh_from_db()
        assert "您的修改没有保存，填写的内容没有丢失" in str(errors_of(response))
        assert (security.effective_to, security.explanation) == (date(2026, 12, 31), "先保存的")


class TestReading:
    @pytest.mark.parametrize("reader", ["reviewer", "supervisor"])
    def test_others_at_the_center_read_and_change_nothing(
        self, request: pytest.FixtureRequest, reader: str, security: StatutoryRule
    ) -> None:
        client = signed_in(request.getfixturevalue(reader))

        assert client.get(ADDRESS).status_code == 200
        assert client.get(f"{ADDRESS}{security.pk}/change/").status_code == 200
        assert client.post(f"{ADDRESS}{security.pk}/change/", {"effective_to": "2026-12-31"}).status_code == 403
        assert client.post(f"{ADDRESS}add/", entered()).status_code == 403
        assert StatutoryRule.objects.filter(effective_to__isnull=False).count() == 0

    def test_the_list_says_what_binds_whom_and_comes_with_a_fixed_number_of_queries(
        self, client: Client, django_assert_max_num_queries: Any
    ) -> None:
        with django_assert_max_num_queries(7):
            response = client.get(ADDRESS)

        page = response.content.decode()
        assert "30%—60%" in page
        assert "待核实" in page
        assert "2026年2月1日" in page

    @pytest.mark.parametrize(
        ("force", "articles"), [("now", {"新条例第一条"}), ("ended", {"政府采购法实施条例第三十三条"})]
    )
    def test_it_is_narrowed_to_what_is_in_force(
        self, client: Client, security: StatutoryRule, force: str, articles: set[str]
    ) -> None:
        follow(security)

        response = client.get(f"{ADDRESS}?force={force}&code={RuleCode.BID_SECURITY}")

        assert {rule.citation for rule in response.context["cl"].result_list} == articles

    def test_what_is_to_come_is_neither_in_force_nor_ended(self, client: Client, security: StatutoryRule) -> None:
        to_come = follow(security, since=TODAY + timedelta(days=1))

        response = client.get(f"{ADDRESS}?force=later")

        assert list(response.context["cl"].result_list) == [to_come]


def follow(rule: StatutoryRule, since: date = TODAY) -> StatutoryRule:
    """End a rule the day before `since` and let another take its place."""
    StatutoryRule.objects.filter(pk=rule.pk).update(effective_to=since - timedelta(days=1))
    return StatutoryRule.objects.create(
        code=rule.code, maximum=1, unit=rule.unit, effective_from=since, citation="新条例第一条"
    )
