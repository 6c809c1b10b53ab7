import re
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from apps.acceptance.codes import Method
from apps.acceptance.exceptions import Incomplete, PlanChanged, PlanNotOpen
from apps.acceptance.models import ProcurementPlan, Project
from apps.acceptance.rules import MOST_LOTS
from apps.acceptance.services.plans import PlanItemFacts
from apps.acceptance.services.projects import (
    LotFacts,
    adopt_plan_change,
    cancel_project,
    pick_plan,
    save_and_submit,
    save_draft,
    start_project,
    submit_project,
)
from apps.acceptance.services.reviews import return_project
from apps.acceptance.tests.conftest import all_lots, at_once, lot_facts
from apps.accounts.models import Organisation, User
from apps.conftest import PLAN_ITEMS, PlanFactory
from apps.core.actors import Actor
from apps.core.deal_codes import has_valid_check
from apps.core.exceptions import Refused, StaleState, UnlawfulMove
from apps.core.models import AuditEntry, StatusChange

pytestmark = pytest.mark.django_db

Pick = Callable[..., Project]


@pytest.fixture
def pick(agency: Organisation, clerk: User, now: datetime) -> Pick:
    def do(plan_no: str = "411322-2026-00017", *, by: User = clerk, of: Organisation = agency) -> Project:
        return pick_plan(plan_no=plan_no, agency=of, user=by, actor=Actor.person(by), now=now)

    return do


class TestPickingAPlan:
    def test_brings_the_basics_and_a_lot_for_each_line_of_the_plan(self, plan: ProcurementPlan, pick: Pick) -> None:
        project = pick()

        project.refresh_from_db()
        assert project.name == plan.title
        assert (project.method, project.kind, project.budget) == (plan.method, plan.kind, plan.budget)
        assert (project.purchaser_contact, project.plan_version) == ("陈老师", 1)
        assert [(lot.lot_no, lot.name, lot.category_code, lot.budget) for lot in project.lots.all()] == [
            ("1", "电子白板", "A02020700", Decimal(3120000)),
            ("2", "课桌椅", "A05010203", Decimal(1740000)),
        ]
        plan.refresh_from_db()
        assert plan.status == "taken"

    def test_names_the_clerk_and_the_agencys_telephone_when_the_clerk_has_none(
        self, plan: ProcurementPlan, clerk: User, pick: Pick
    ) -> None:
        clerk.phone = ""
        clerk.save()

        project = pick()

        assert (project.agency_contact, project.agency_phone) == ("李经办", "0377-60000000")

    def test_is_in_the_audit_trail(self, plan: ProcurementPlan, pick: Pick) -> None:
        project = pick()

        entry = AuditEntry.objects.get(act="project.started")
        assert (entry.subject_id, entry.actor_name) == (project.pk, "李经办（河南宛诚工程咨询有限公司）")
        assert entry.details == {"plan_no": "411322-2026-00017", "plan_version": 1}

    def test_a_plan_of_another_agency_is_as_unknown_as_one_that_does_not_exist(
        self, plan: ProcurementPlan, other_agency: Organisation, stranger: User, pick: Pick
    ) -> None:
        with pytest.raises(PlanNotOpen) as foreign:
            pick(by=stranger, of=other_agency)
        with pytest.raises(PlanNotOpen) as unknown:
            pick("411322-2026-99999")

        assert str(foreign.value) == str(unknown.value)
        plan.refresh_from_db()
        assert plan.status == "available"
        assert not Project.objects.exists()

    def test_a_taken_plan_is_refused(self, plan: ProcurementPlan, pick: Pick) -> None:
        pick()

        with pytest.raises(PlanNotOpen, match="已受理"):
            pick()

        assert Project.objects.count() == 1

    def test_a_withdrawn_plan_is_refused(self, make_plan: PlanFactory, pick: Pick) -> None:
        make_plan(is_withdrawn=True)

        with pytest.raises(PlanNotOpen, match="已撤回"):
            pick()

    def test_a_line_of_nothing_is_a_lot_to_be_filled_in(self, make_plan: PlanFactory, pick: Pick) -> None:
        make_plan(
            items=[
                PlanItemFacts("A02020700", "数量待定", Decimal(0), "台", Decimal(100)),
                PlanItemFacts("A05010203", "预算待定", Decimal(5), "套", Decimal("0.00")),
            ]
        )

        project = pick()

        assert [(lot.quantity, lot.budget, lot.ceiling_price) for lot in project.lots.all()] == [
            (None, Decimal(100), Decimal(100)),
            (Decimal(5), None, None),
        ]

    @pytest.mark.parametrize(("lines", "lots"), [(MOST_LOTS, MOST_LOTS), (MOST_LOTS + 1, 0)])
    def test_more_lines_than_a_project_may_have_lots_bring_none(
        self, make_plan: PlanFactory, pick: Pick, lines: int, lots: int
    ) -> None:
        make_plan(items=[PLAN_ITEMS[0]] * lines)

        project = pick()

        assert project.lots.count() == lots

    @pytest.mark.django_db(transaction=True)
    def test_of_two_clerks_who_press_at_the_same_moment_one_gets_the_project(
        self, plan: ProcurementPlan, colleague: User, pick: Pick
    ) -> None:
        outcomes = at_once(pick, lambda: pick(by=colleague))

        assert sorted(type(outcome).__name__ for outcome in outcomes) == ["PlanNotOpen", "Project"]
        assert Project.objects.get().plan == plan
        assert StatusChange.objects.filter(new_status="taken").count() == 1


class TestStartingByHand:
    def test_makes_an_empty_draft(self, agency: Organisation, clerk: User, now: datetime) -> None:
        project = start_project(agency=agency, user=clerk, actor=Actor.person(clerk), now=now)

        assert (project.plan, project.status, project.revision) == (None, "draft", 1)
        assert project.agency_phone == "0377-60000001"

    def test_pressing_twice_makes_one_draft(self, agency: Organisation, clerk: User, now: datetime) -> None:
        first = start_project(agency=agency, user=clerk, actor=Actor.person(clerk), now=now)
        second = start_project(agency=agency, user=clerk, actor=Actor.person(clerk), now=now)

        assert first == second
        assert AuditEntry.objects.filter(act="project.started").count() == 1

    def test_a_draft_that_was_saved_is_not_taken_for_a_new_one(
        self, agency: Organisation, clerk: User, now: datetime
    ) -> None:
        first = start_project(agency=agency, user=clerk, actor=Actor.person(clerk), now=now)
        save_draft(project=first, revision=1, facts={}, lots=[], actor=Actor.person(clerk), now=now)

        second = start_project(agency=agency, user=clerk, actor=Actor.person(clerk), now=now)

        assert first != second

    def test_a_colleague_gets_a_draft_of_their_own(
        self, agency: Organisation, clerk: User, colleague: User, now: datetime
    ) -> None:
        first = start_project(agency=agency, user=clerk, actor=Actor.person(clerk), now=now)
        second = start_project(agency=agency, user=colleague, actor=Actor.person(colleague), now=now)

        assert first != second

    @pytest.mark.django_db(transaction=True)
    def test_two_presses_at_the_same_moment_make_one_draft(
        self, agency: Organisation, clerk: User, now: datetime
    ) -> None:
        def press() -> Project:
            return start_project(agency=agency, user=clerk, actor=Actor.person(clerk), now=now)

        first, second = at_once(press, press)

        assert first == second
        assert Project.objects.count() == 1


class TestSavingADraft:
    def test_stores_facts_and_lots_and_counts_the_revision(self, draft: Project, clerk: User, now: datetime) -> None:
        lots = [*all_lots(draft), LotFacts(pk=None, lot_no="3", name="安装服务")]
        revision = draft.revision

        save_draft(
            project=draft,
            revision=revision,
            facts={"remarks": "分期付款"},
            lots=lots,
            actor=Actor.person(clerk),
            now=now + timedelta(hours=1),
        )

        stored = Project.objects.get()
        assert (stored.remarks, stored.revision) == ("分期付款", revision + 1)
        assert stored.changed_at == now + timedelta(hours=1)
        assert [lot.lot_no for lot in stored.lots.all()] == ["1", "2", "3"]

    def test_what_the_plan_rules_is_not_changed_by_what_was_sent(
        self, draft: Project, clerk: User, now: datetime
    ) -> None:
        save_draft(
            project=draft,
            revision=draft.revision,
            facts={"budget": Decimal(1), "name": "另一个项目"},
            lots=all_lots(draft),
            actor=Actor.person(clerk),
            now=now,
        )

        stored = Project.objects.get()
        assert (stored.budget, stored.name) == (Decimal(4860000), "方城县教育体育局义务教育学校教学设备采购项目")

    def test_a_stale_revision_is_refused_and_changes_nothing(
        self, draft: Project, clerk: User, colleague: User, now: datetime
    ) -> None:
        revision = draft.revision
        save_draft(
            project=draft, revision=revision, facts={"remarks": "先"}, lots=[], actor=Actor.person(colleague), now=now
        )

        with pytest.raises(StaleState):
            save_draft(
                project=Project.objects.get(),
                revision=revision,
                facts={"remarks": "后"},
                lots=[LotFacts(pk=None, lot_no="9", name="晚到")],
                actor=Actor.person(clerk),
                now=now,
            )

        stored = Project.objects.get()
        assert (stored.remarks, stored.lots.count()) == ("先", 0)

    def test_a_lot_that_is_left_out_is_removed(self, draft: Project, clerk: User, now: datetime) -> None:
        kept = all_lots(draft)[1:]

        save_draft(project=draft, revision=draft.revision, facts={}, lots=kept, actor=Actor.person(clerk), now=now)

        assert [lot.lot_no for lot in draft.lots.all()] == ["2"]

    def test_two_lots_may_swap_their_numbers(self, draft: Project, clerk: User, now: datetime) -> None:
        first, second = draft.lots.all()
        swapped = [lot_facts(first, lot_no="2"), lot_facts(second, lot_no="1")]

        save_draft(project=draft, revision=draft.revision, facts={}, lots=swapped, actor=Actor.person(clerk), now=now)

        assert {lot.name: lot.lot_no for lot in draft.lots.all()} == {"电子白板": "2", "课桌椅": "1"}

    def test_a_lot_that_was_removed_elsewhere_is_told(self, draft: Project, clerk: User, now: datetime) -> None:
        entered = all_lots(draft)
        draft.lots.filter(lot_no="1").delete()

        with pytest.raises(StaleState, match="标段"):
            save_draft(
                project=draft, revision=draft.revision, facts={}, lots=entered, actor=Actor.person(clerk), now=now
            )

    @pytest.mark.parametrize(
        "changes",
        [
            {"lot_no": "2"},
            {"budget": Decimal(0)},
            {"quantity": Decimal(-1)},
            {"ceiling_price": Decimal(3120001)},
        ],
    )
    def test_the_database_has_the_last_word_on_a_lot(
        self, draft: Project, clerk: User, now: datetime, changes: dict[str, object]
    ) -> None:
        first, second = draft.lots.all()

        with pytest.raises(Refused):
            save_draft(
                project=draft,
                revision=draft.revision,
                facts={"remarks": "不应保存"},
                lots=[lot_facts(first, **changes), lot_facts(second)],
                actor=Actor.person(clerk),
                now=now,
            )

        stored = Project.objects.get()
        assert stored.remarks == ""
        assert [(lot.lot_no, lot.budget) for lot in stored.lots.all()] == [
            ("1", Decimal(3120000)),
            ("2", Decimal(1740000)),
        ]

    def test_a_project_under_review_is_not_changed(self, submitted: Project, clerk: User, now: datetime) -> None:
        with pytest.raises(UnlawfulMove, match="待审核"):
            save_draft(
                project=submitted,
                revision=submitted.revision,
                facts={"remarks": "迟了"},
                lots=[],
                actor=Actor.person(clerk),
                now=now,
            )

        assert Project.objects.get().remarks == ""

    @pytest.mark.django_db(transaction=True)
    def test_of_two_who_save_at_the_same_moment_one_is_told(
        self, draft: Project, clerk: User, colleague: User, now: datetime
    ) -> None:
        revision, lots = draft.revision, all_lots(draft)

        def save(by: User) -> None:
            save_draft(
                project=Project.objects.get(),
                revision=revision,
                facts={"remarks": by.full_name},
                lots=lots,
                actor=Actor.person(by),
                now=now,
            )

        outcomes = at_once(lambda: save(clerk), lambda: save(colleague))

        assert [type(outcome) for outcome in outcomes].count(StaleState) == 1
        winner = colleague if outcomes[0] else clerk
        assert (Project.objects.get().remarks, Project.objects.get().revision) == (winner.full_name, revision + 1)


class TestSubmitting:
    def test_numbers_the_project_and_its_lots_and_freezes_them(
        self, draft: Project, clerk: User, now: datetime
    ) -> None:
        version = submit_project(
            project=draft, revision=draft.revision, user=clerk, actor=Actor.person(clerk), now=now
        )

        stored = Project.objects.get()
        assert (stored.status, stored.project_no, stored.submitted_at) == ("submitted", "方财公开采购-2026-1", now)
        codes = [lot.unified_deal_code or "" for lot in stored.lots.all()]
        assert [code[:-1] for code in codes] == [
            "D01-12411322AEBA000110-20260302-000001-",
            "D01-12411322AEBA000110-20260302-000002-",
        ]
        assert all(has_valid_check(code) for code in codes)
        assert (version.version, version.submitted_by) == (1, clerk)
        assert version.content["project"]["project_no"] == "方财公开采购-2026-1"
        assert [lot["unified_deal_code"] for lot in version.content["lots"]] == codes

    def test_the_day_of_a_number_is_the_day_in_fangcheng(self, draft: Project, clerk: User, now: datetime) -> None:
        new_years_eve_in_greenwich = now.replace(year=2026, month=12, day=31, hour=17)

        submit_project(
            project=draft,
            revision=draft.revision,
            user=clerk,
            actor=Actor.person(clerk),
            now=new_years_eve_in_greenwich,
        )

        assert draft.project_no == "方财公开采购-2027-1"
        assert "-20270101-" in (draft.lots.all()[0].unified_deal_code or "")

    def test_an_incomplete_project_is_refused_field_by_field_and_gets_no_number(
        self, draft: Project, clerk: User, now: datetime
    ) -> None:
        draft.lots.filter(lot_no="1").update(name="", budget=None, ceiling_price=None)
        Project.objects.update(agency_phone="")

        with pytest.raises(Incomplete) as refusal:
            submit_project(project=draft, revision=draft.revision, user=clerk, actor=Actor.person(clerk), now=now)

        assert refusal.value.problems == {
            "agency_phone": ["请填写项目联系电话。"],
            "lots-0-name": ["请填写标段名称。"],
            "lots-0-budget": ["请填写预算金额（元）。"],
        }
        stored = Project.objects.get()
        assert (stored.status, stored.project_no) == ("draft", None)
        assert not stored.versions.exists()

    def test_a_failed_submission_leaves_no_gap_in_the_numbers(
        self, draft: Project, clerk: User, now: datetime, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def submit() -> None:
            submit_project(project=draft, revision=draft.revision, user=clerk, actor=Actor.person(clerk), now=now)

        monkeypatch.setattr("apps.acceptance.services.projects.freeze", _fail)
        with pytest.raises(OSError, match="disk"):
            submit()
        monkeypatch.undo()
        draft.refresh_from_db()

        submit()

        assert draft.project_no == "方财公开采购-2026-1"

    def test_a_plan_that_changed_meanwhile_must_be_looked_at_first(
        self, draft: Project, make_plan: PlanFactory, clerk: User, now: datetime
    ) -> None:
        make_plan(version=2, budget=Decimal(5000000))

        with pytest.raises(PlanChanged, match="第2版"):
            submit_project(project=draft, revision=draft.revision, user=clerk, actor=Actor.person(clerk), now=now)

        assert Project.objects.get().status == "draft"

    def test_a_plan_that_was_withdrawn_cannot_be_submitted(
        self, draft: Project, make_plan: PlanFactory, clerk: User, now: datetime
    ) -> None:
        make_plan(version=2, is_withdrawn=True)

        with pytest.raises(PlanChanged, match="撤回"):
            submit_project(project=draft, revision=draft.revision, user=clerk, actor=Actor.person(clerk), now=now)

        assert Project.objects.get().status == "draft"

    @pytest.mark.parametrize("is_withdrawn", [False, True])
    def test_a_plan_of_another_agency_cannot_be_submitted_and_nothing_is_told_of_it(
        self, draft: Project, recommission: PlanFactory, clerk: User, now: datetime, is_withdrawn: bool
    ) -> None:
        recommission(is_withdrawn=is_withdrawn)
        # As if the new version had been adopted.
        Project.objects.update(plan_version=2)

        with pytest.raises(PlanChanged) as refusal:
            submit_project(project=draft, revision=draft.revision, user=clerk, actor=Actor.person(clerk), now=now)

        assert str(refusal.value) == "该采购计划已不再委托本机构代理，项目不能继续办理，请取消项目。"
        stored = Project.objects.get()
        assert (stored.status, stored.project_no, stored.versions.count()) == ("draft", None, 0)

    def test_pressing_twice_submits_once(self, submitted: Project, clerk: User, now: datetime) -> None:
        with pytest.raises(UnlawfulMove):
            submit_project(
                project=submitted, revision=submitted.revision, user=clerk, actor=Actor.person(clerk), now=now
            )

        assert submitted.versions.count() == 1

    def test_a_returned_project_keeps_its_numbers_when_it_is_submitted_again(
        self, submitted: Project, clerk: User, reviewer: User, now: datetime
    ) -> None:
        number = submitted.project_no
        codes = list(submitted.lots.values_list("unified_deal_code", flat=True))
        return_project(
            project=submitted, version=1, reason="补材料", reviewer=reviewer, actor=Actor.person(reviewer), now=now
        )

        version = submit_project(
            project=submitted, revision=submitted.revision, user=clerk, actor=Actor.person(clerk), now=now
        )

        assert (submitted.project_no, version.version) == (number, 2)
        assert list(submitted.lots.values_list("unified_deal_code", flat=True)) == codes

    def test_each_method_counts_on_its_own(
        self, draft: Project, make_plan: PlanFactory, pick: Pick, clerk: User, now: datetime
    ) -> None:
        make_plan("411322-2026-00018", method=Method.INQUIRY)
        second = pick("411322-2026-00018")
        Project.objects.filter(pk=second.pk).update(requirement_summary="电脑")
        for project in (draft, second):
            submit_project(project=project, revision=project.revision, user=clerk, actor=Actor.person(clerk), now=now)

        assert (draft.project_no, second.project_no) == ("方财公开采购-2026-1", "方财询价采购-2026-1")


class TestSavingAndSubmitting:
    def test_what_was_typed_survives_a_refusal(self, draft: Project, clerk: User, now: datetime) -> None:
        with pytest.raises(Incomplete) as refusal:
            save_and_submit(
                project=draft,
                revision=draft.revision,
                facts={"requirement_summary": "", "remarks": "已填"},
                lots=all_lots(draft),
                user=clerk,
                actor=Actor.person(clerk),
                now=now,
            )

        assert refusal.value.problems == {"requirement_summary": ["请填写采购需求概况。"]}
        stored = Project.objects.get()
        assert (stored.status, stored.remarks) == ("draft", "已填")

    def test_submits_what_was_typed(self, draft: Project, clerk: User, now: datetime) -> None:
        version = save_and_submit(
            project=draft,
            revision=draft.revision,
            facts={"remarks": "已填"},
            lots=all_lots(draft),
            user=clerk,
            actor=Actor.person(clerk),
            now=now,
        )

        assert version.content["project"]["remarks"] == "已填"
        assert Project.objects.get().status == "submitted"


class TestCancelling:
    def test_frees_the_plan_for_the_next(self, draft: Project, clerk: User, now: datetime, pick: Pick) -> None:
        cancel_project(project=draft, reason="采购人调整", actor=Actor.person(clerk), now=now)

        again = pick()

        assert again != draft
        assert Project.objects.get(pk=draft.pk).status == "cancelled"
        assert StatusChange.objects.get(new_status="cancelled").reason == "采购人调整"

    def test_frees_a_plan_for_the_agency_that_it_commissions_now(
        self, draft: Project, recommission: PlanFactory, stranger: User, now: datetime, pick: Pick
    ) -> None:
        recommission()
        assert stranger.organisation is not None

        cancel_project(project=draft, reason="委托终止", actor=Actor.person(draft.created_by), now=now)

        with pytest.raises(PlanNotOpen):
            pick()
        project = pick(by=stranger, of=stranger.organisation)
        assert (project.name, project.plan_version) == ("改由他人代理的采购项目", 2)

    def test_a_withdrawn_plan_stays_withdrawn(
        self, draft: Project, make_plan: PlanFactory, clerk: User, now: datetime
    ) -> None:
        plan = make_plan(version=2, is_withdrawn=True)

        cancel_project(project=draft, reason="计划已撤回", actor=Actor.person(clerk), now=now)

        plan.refresh_from_db()
        assert plan.status == "withdrawn"

    @pytest.mark.parametrize("reason", ["", "  \n"])
    def test_needs_a_reason(self, draft: Project, clerk: User, now: datetime, reason: str) -> None:
        with pytest.raises(Refused) as refusal:
            cancel_project(project=draft, reason=reason, actor=Actor.person(clerk), now=now)

        assert list(refusal.value.problems) == ["reason"]
        assert Project.objects.get().status == "draft"

    def test_a_project_under_review_cannot_be_cancelled(self, submitted: Project, clerk: User, now: datetime) -> None:
        with pytest.raises(UnlawfulMove):
            cancel_project(project=submitted, reason="不办了", actor=Actor.person(clerk), now=now)

        assert Project.objects.get().status == "submitted"

    @pytest.mark.django_db(transaction=True)
    def test_cancelling_and_submitting_at_the_same_moment_leave_one_of_the_two(
        self, draft: Project, clerk: User, colleague: User, now: datetime
    ) -> None:
        revision = draft.revision

        outcomes = at_once(
            lambda: cancel_project(
                project=Project.objects.get(), reason="不办了", actor=Actor.person(colleague), now=now
            ),
            lambda: submit_project(
                project=Project.objects.get(), revision=revision, user=clerk, actor=Actor.person(clerk), now=now
            ),
        )

        refused = [isinstance(outcome, (StaleState, UnlawfulMove)) for outcome in outcomes]
        assert sorted(refused) == [False, True]
        assert Project.objects.get().status == ("submitted" if refused[0] else "cancelled")


class TestAdoptingAChangeOfThePlan:
    def test_takes_over_what_the_plan_rules_and_keeps_the_lots(
        self, draft: Project, make_plan: PlanFactory, clerk: User, now: datetime
    ) -> None:
        make_plan(version=3, budget=Decimal(5000000), purchaser_contact="新联系人")

        adopt_plan_change(project=draft, revision=draft.revision, plan_version=3, actor=Actor.person(clerk), now=now)

        stored = Project.objects.get()
        assert (stored.budget, stored.plan_version) == (Decimal(5000000), 3)
        assert stored.purchaser_contact == "陈老师"
        assert stored.lots.count() == 2
        assert not stored.has_unseen_plan_change

    def test_a_change_that_the_clerk_has_not_seen_is_not_adopted(
        self, draft: Project, make_plan: PlanFactory, clerk: User, now: datetime
    ) -> None:
        make_plan(version=2, budget=Decimal(5000000))
        make_plan(version=3, budget=Decimal(1))

        with pytest.raises(PlanChanged):
            adopt_plan_change(
                project=draft, revision=draft.revision, plan_version=2, actor=Actor.person(clerk), now=now
            )

        assert Project.objects.get().budget == Decimal(4860000)

    def test_a_withdrawn_plan_has_nothing_to_adopt(
        self, draft: Project, make_plan: PlanFactory, clerk: User, now: datetime
    ) -> None:
        make_plan(version=2, is_withdrawn=True)

        with pytest.raises(PlanChanged, match="撤回"):
            adopt_plan_change(
                project=draft, revision=draft.revision, plan_version=2, actor=Actor.person(clerk), now=now
            )

        assert Project.objects.get().plan_version == 1

    @pytest.mark.parametrize("plan_version", [1, 2])
    def test_the_plan_of_another_agency_is_not_adopted(
        self, draft: Project, recommission: PlanFactory, clerk: User, now: datetime, plan_version: int
    ) -> None:
        recommission()

        with pytest.raises(PlanChanged, match="不再委托本机构"):
            adopt_plan_change(
                project=draft,
                revision=draft.revision,
                plan_version=plan_version,
                actor=Actor.person(clerk),
                now=now,
            )

        stored = Project.objects.get()
        assert (stored.plan_version, stored.budget) == (1, Decimal(4860000))
        assert stored.name == "方城县教育体育局义务教育学校教学设备采购项目"

    def test_a_project_without_a_plan_has_nothing_to_adopt(
        self, agency: Organisation, clerk: User, now: datetime
    ) -> None:
        project = start_project(agency=agency, user=clerk, actor=Actor.person(clerk), now=now)

        with pytest.raises(UnlawfulMove, match=re.escape("未选择采购计划")):
            adopt_plan_change(project=project, revision=1, plan_version=1, actor=Actor.person(clerk), now=now)


def _fail(*arguments: object, **named: object) -> None:
    raise OSError("disk full")
