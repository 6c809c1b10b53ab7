"""What the page 立项信息 shows."""

from dataclasses import dataclass

from apps.acceptance.differences import Difference
from apps.acceptance.forms import ACCEPTANCE, BASICS
from apps.acceptance.models import Lot, Project, ProjectVersion
from apps.acceptance.push_state import PushState, lots_push
from apps.acceptance.wording import label, shown
from apps.core.facts import Fact
from apps.core.templatetags.ui import ABSENT
from apps.tender_planning.models import Planning, ProjectSetup
from apps.tender_planning.setup_rules import SetupFacts, facts_of

DECISIVE = frozenset({"is_encrypted", "is_remote_opening"})


@dataclass(frozen=True)
class SetupPage:
    """What the project brought along, what is set, and what the province was told of it."""

    project: Project
    setup: ProjectSetup
    ruled: list[Fact]
    brought: list[Fact]
    lots: list[Lot]
    settings: list[Fact]
    push: PushState
    # The version that the newest push sends; None for a project that never meets the province.
    pushed: ProjectVersion | None

    @property
    def is_changed_after_acceptance(self) -> bool:
        """Tell whether the newest version is one that this page made."""
        return self.pushed is not None and self.pushed.occasion == ProjectVersion.Occasion.SETUP_CHANGE


def setup_page(planning: Planning) -> SetupPage:
    """Put together the page, by four queries."""
    project = planning.project
    setup = ProjectSetup.objects.select_related("room", "checked_by").get(planning=planning)
    ruled = project.read_only_fields() if project.plan_id else frozenset()
    names = [name for name in (*BASICS, *ACCEPTANCE) if name not in DECISIVE]
    return SetupPage(
        project=project,
        setup=setup,
        ruled=[Fact(label(project, name), shown(project, name)) for name in names if name in ruled],
        brought=[Fact(label(project, name), shown(project, name)) for name in names if name not in ruled],
        lots=list(project.lots.all()),
        settings=[Fact(name, value) for name, value in _in_words(facts_of(project, setup)).items()],
        push=lots_push(project),
        pushed=_newest_version(project) if project.plan_id else None,
    )


def typed_differences(planning: Planning, typed: SetupFacts) -> list[Difference]:
    """Return where what was typed differs from what is stored."""
    setup = ProjectSetup.objects.select_related("room").get(planning=planning)
    stored, entered = _in_words(facts_of(planning.project, setup)), _in_words(typed)
    return [
        Difference(name, value, entered[name], differs=True)
        for name, value in stored.items()
        if value != entered[name]
    ]


def _newest_version(project: Project) -> ProjectVersion | None:
    return project.versions.select_related("submitted_by").defer("content").order_by("-version").first()


def _in_words(facts: SetupFacts) -> dict[str, str]:
    minutes = facts.decryption_minutes if facts.is_encrypted else None
    return {
        "是否加密": "是" if facts.is_encrypted else "否",
        "是否不见面开标": "是" if facts.is_remote_opening else "否",
        "解密时限": ABSENT if minutes is None else f"{minutes} 分钟",
        "开标场所": ABSENT if facts.room is None else f"{facts.room}（{facts.room.address}）",
        "备注": facts.remarks or ABSENT,
    }
