"""What people of the center do about the files of the open data."""

from datetime import datetime

from django.db import transaction

from apps.announcements.models import BulkMaking
from apps.announcements.open_data.bulk.rounds import start_making
from apps.core import audit
from apps.core.actors import Actor


@transaction.atomic
def make_bulk_files_anew(*, actor: Actor, now: datetime) -> BulkMaking:
    """Have all files made anew, because a person asked. While a making is under way it goes on as that one."""
    making = start_making(is_anew=True, actor=actor, now=now)
    audit.record(act="bulk.renew", summary="重新生成全部开放数据文件", subject=making, actor=actor, now=now)
    return making
