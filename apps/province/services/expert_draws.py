"""专家抽取: filing a draw, or a new state of one."""

from datetime import datetime

from django.db import transaction

from apps.province.choices import Feed, Operation
from apps.province.filings import ExpertDrawFiling
from apps.province.models import ExpertDraw
from apps.province.services.changes import append_change
from apps.province.services.locks import lock_until_commit


@transaction.atomic
def file_expert_draw(*, filing: ExpertDrawFiling, now: datetime) -> ExpertDraw:
    """Keep a draw and push it; filing the same number again makes its next version."""
    lock_until_commit(f"expert draw {filing.draw_no}")
    payload = filing.model_dump(mode="json", exclude_none=True)
    draw = ExpertDraw.objects.filter(draw_no=filing.draw_no).first()
    if draw is None:
        draw = ExpertDraw(draw_no=filing.draw_no, version=1)
    else:
        draw.version += 1
    draw.payload = payload
    draw.changed_at = now
    draw.save()
    append_change(
        feed=Feed.EXPERT_DRAWS, key=draw.draw_no, version=draw.version, op=Operation.UPSERT, payload=payload, now=now
    )
    return draw
