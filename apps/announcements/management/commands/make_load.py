"""Announcements in any number, to measure with."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from apps.accounts.models import User
from apps.announcements.load.making import (
    build_index_of_words,
    gather_statistics,
    make_announcements,
    without_index_of_words,
)


class Command(BaseCommand):
    """Adds made-up announcements of every type to what is there; they can only be removed with the database."""

    help = "生成任意数量的示例公告，用于性能测量；只能在演示环境使用，生成后不能单独删除。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the number, and what makes a run repeatable."""
        parser.add_argument("count", type=int, help="公告数量，例如 1000000")
        parser.add_argument("--seed", type=int, default=1, help="随机数种子；相同的种子生成相同的内容")

    def handle(self, *args: Any, count: int, seed: int, **options: Any) -> None:
        """Make the announcements; what reads them is fast only after the last step."""
        if not settings.ENVIRONMENT.is_demo:
            raise CommandError("示例公告是虚构的，只能载入演示环境（DEMO=1）。")
        if count < 1:
            raise CommandError("公告数量必须大于零。")
        call_command("load_demo", stdout=self.stdout)
        person = User.objects.order_by("pk")[0]
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        made = 0
        with Progress(*columns) as progress:
            task = progress.add_task("生成公告", total=count)
            without_index_of_words()
            try:
                for made in make_announcements(count, person=person, now=timezone.now(), seed=seed):
                    progress.update(task, completed=min(made, count))
            finally:
                progress.update(task, description="建立索引")
                build_index_of_words()
            gather_statistics()
        self.stdout.write(f"示例公告：新增 {made} 条。")
