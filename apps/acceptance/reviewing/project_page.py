"""What the page shows on which the center judges a project."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from apps.acceptance.differences import Difference, against_plan, between_versions
from apps.acceptance.frozen_facts import thaw
from apps.acceptance.models import ProcurementPlan, Project, ProjectVersion, Review
from apps.acceptance.push_state import PushState, lots_push, newest_messages
from apps.acceptance.reviewing.checks import Check, check_submission
from apps.acceptance.reviewing.lot_table import LotTable, lot_table
from apps.acceptance.reviewing.papers import PaperLink, paper_links
from apps.acceptance.snapshots import PROJECT_FIELDS
from apps.acceptance.stages import Step, stages
from apps.acceptance.wording import label, shown
from apps.accounts.center_history import HistoryItem, history_of
from apps.core.facts import Fact
from apps.core.models import OutboxMessage

Occasion = ProjectVersion.Occasion

TONES = {"accepted": "success", "returned": "warning", "cancelled": "danger", "terminated": "danger"}


@dataclass(frozen=True)
class LaterVersion:
    """A version that was frozen after the acceptance, and what it changed."""

    version: ProjectVersion
    changes: list[Difference]


@dataclass(frozen=True)
class ReviewPage:
    """Everything that a reviewer needs to judge one project."""

    project: Project
    version: ProjectVersion
    decision: Review | None
    earlier: list[Review]
    facts: list[Fact]
    agency_facts: list[Fact]
    plan_rows: list[Difference]
    lots: LotTable
    checks: list[Check]
    changes: list[Difference]
    later: list[LaterVersion]
    papers: list[PaperLink]
    history: list[HistoryItem]
    push: PushState
    message: OutboxMessage | None
    steps: list[Step]

    @property
    def has_plan_change_to_note(self) -> bool:
        """Tell whether the plan of the accepted project changed and nobody at the center has looked yet."""
        return self.project.status == Project.Status.ACCEPTED and self.project.has_unseen_plan_change

    @property
    def is_plan_withdrawn(self) -> bool:
        """Tell whether the province took the plan back."""
        return self.project.plan is not None and self.project.plan.status == ProcurementPlan.Status.WITHDRAWN

    @property
    def is_acceptance_barred(self) -> bool:
        """Tell whether the plan keeps the project from being accepted."""
        return self.is_plan_withdrawn or self.project.is_commission_ended or self.project.has_unseen_plan_change

    @property
    def plan_title(self) -> str:
        """Return what the plan's column is called."""
        return f"采购计划（第 {self.project.plan.version} 版）" if self.project.plan else ""

    @property
    def failed_checks(self) -> list[Check]:
        """Return the rules that are broken."""
        return [check for check in self.checks if not check.is_passed]

    @property
    def differing_plan_rows(self) -> list[Difference]:
        """Return where the submission departs from the plan."""
        return [row for row in self.plan_rows if row.differs]


def review_page(project: Project) -> ReviewPage:
    """Assemble the page of a project that was submitted at least once.

    All facts are those of the frozen version under review; today's row may be a draft again, and
    what changed after the acceptance stands beside it.
    """
    versions = list(project.versions.select_related("submitted_by", "review__reviewer").order_by("version"))
    *earlier_versions, version = [one for one in versions if one.occasion == Occasion.SUBMISSION]
    submitted, lots = thaw(version)
    push = lots_push(project)
    plan_rows = against_plan(project.plan, submitted, version.content["agency"]) if project.plan else []
    return ReviewPage(
        project=project,
        version=version,
        decision=_review(version),
        earlier=[review for earlier in reversed(earlier_versions) if (review := _review(earlier))],
        facts=_facts(submitted, has_plan=project.plan is not None),
        agency_facts=_agency_facts(version.content["agency"], submitted),
        plan_rows=plan_rows,
        lots=lot_table(submitted, lots),
        checks=check_submission(version, submitted, lots),
        changes=between_versions(earlier_versions[-1], version) if earlier_versions else [],
        later=_later(versions),
        papers=paper_links(version),
        history=history_of(project, TONES),
        push=push,
        message=newest_messages([project]).get(project.pk),
        steps=stages(project, push),
    )


def _review(version: ProjectVersion) -> Review | None:
    return getattr(version, "review", None)


def _later(versions: Sequence[ProjectVersion]) -> list[LaterVersion]:
    """Return the versions that no review led to, the newest first."""
    return [
        LaterVersion(version, between_versions(before, version))
        for before, version in reversed(list(pairwise(versions)))
        if version.occasion != Occasion.SUBMISSION
    ]


def _facts(submitted: Project, *, has_plan: bool) -> list[Fact]:
    """Return the facts that do not stand in the table beside the plan already."""
    elsewhere = {"project_no", "agency_contact", "agency_phone"}
    if has_plan:
        elsewhere |= {*Project.RULED_BY_PLAN, *Project.PREFILLED_BY_PLAN}
    return [Fact(label(submitted, name), shown(submitted, name)) for name in PROJECT_FIELDS if name not in elsewhere]


def _agency_facts(agency: dict[str, str], submitted: Project) -> list[Fact]:
    return [
        Fact("代理机构", agency["name"]),
        Fact("统一社会信用代码", agency["credit_code"]),
        Fact("项目联系人", shown(submitted, "agency_contact")),
        Fact("项目联系电话", shown(submitted, "agency_phone")),
        Fact("地址", agency["address"]),
    ]
