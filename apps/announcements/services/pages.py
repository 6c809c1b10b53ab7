"""What people of the center do about the files of the public pages."""

from datetime import datetime

from django.db import transaction
from django.db.models.functions import Now

from apps.announcements.models import PageOrder, PageRound
from apps.announcements.pages.marking import RENDER_TASK
from apps.announcements.pages.rounds import start_check, start_look
from apps.core import audit
from apps.core.actors import Actor
from apps.core.doorbell import ring


@transaction.atomic
def check_pages_now(*, actor: Actor, now: datetime) -> None:
    """Begin to prove all files anew, because a person asked. Twice: it begins once more."""
    _record("pages.check", "立即核对公开页面", start_check(now=now), actor, now)
    ring("apps.announcements.tasks.check_pages")


@transaction.atomic
def make_all_pages_anew(*, actor: Actor, now: datetime) -> None:
    """Have all pages made anew, because a person asked. Twice: it begins once more."""
    _record("pages.renew", "重新生成全部公开页面", start_look(now=now), actor, now)
    ring("apps.announcements.tasks.renew_look_of_pages")


@transaction.atomic
def try_failed_pages_again(*, actor: Actor, now: datetime) -> int:
    """Have the pages tried again that could not be made, also those given up; return how many orders that are."""
    count = PageOrder.objects.exclude(last_error="").update(due_at=Now(), attempts=1)
    check, _ = PageRound.objects.get_or_create(kind=PageRound.Kind.CHECK)
    _record("pages.retry", f"重新尝试生成失败的公开页面 {count} 项", check, actor, now)
    ring(RENDER_TASK)
    return count


def _record(act: str, summary: str, subject: PageRound, actor: Actor, now: datetime) -> None:
    audit.record(act=act, summary=summary, subject=subject, actor=actor, now=now)
