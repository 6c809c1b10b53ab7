"""What the center looks at, noted in the trail."""

from datetime import datetime

from django.db import transaction

from apps.acceptance.models import ProjectPaper
from apps.core import audit
from apps.core.actors import Actor


@transaction.atomic
def note_paper_opened(*, paper: ProjectPaper, actor: Actor, now: datetime) -> None:
    """Note who opened a submitted paper: it may hold what is not public yet."""
    audit.record(
        act="project.paper_opened",
        summary=f"查看{paper.get_kind_display()}：{paper.name}",
        subject=paper.project,
        actor=actor,
        now=now,
        details={"sm3": paper.sm3},
    )
