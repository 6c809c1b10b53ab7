"""The files of the public pages, by hand: make what is missing or old, prove that everything stands."""

import time
from argparse import ArgumentParser
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import chain, islice
from multiprocessing import get_context
from typing import Any

import django
from django.core.management.base import BaseCommand, CommandError
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from apps.announcements.models import OF_PROJECT, Announcement, PageFile, PageOrder, PageSubject
from apps.announcements.pages import comparing, files
from apps.announcements.pages.comparing import SINGLE, Difference
from apps.announcements.pages.look import current_look
from apps.announcements.pages.places import marked
from apps.announcements.pages.rendering import Subject, render_now

PROJECTS, ROWS, FILES = 50, 500, 1000
SHOWN_DIFFERENCES = 50
# How many batches wait for each process: enough to keep it busy, few enough to end soon.
AHEAD = 3


class Command(BaseCommand):
    """Makes and proves the files of the public pages."""

    help = "公开页面的文件：render 生成缺少或过期的页面，check 逐个核对文件与数据库。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take what to do, and how hard."""
        acts = parser.add_subparsers(dest="act", required=True, metavar="render | check")
        render = acts.add_parser("render", help="生成缺少的、损坏的和外观不是最新的页面，新的项目在前")
        render.add_argument("--all", action="store_true", dest="is_all", help="全部重新生成")
        render.add_argument("--processes", type=int, default=1, help="同时使用的进程数，默认 1")
        render.add_argument("--seconds", type=float, default=0, help="最长用时；到时先生成首页和栏目，其余由后台继续")
        acts.add_parser("check", help="核对全部页面，只报告不修改；有任何不一致时以 1 退出")

    def handle(self, *args: Any, act: str, **options: Any) -> None:
        """Do it."""
        if act == "check":
            self._check()
        else:
            self._render(options["is_all"], options["processes"], options["seconds"])

    def _render(self, is_all: bool, processes: int, seconds: float) -> None:  # noqa: FBT001  one caller, by name
        if processes < 1:
            raise CommandError("进程数必须大于零。")
        until = time.monotonic() + seconds if seconds else float("inf")
        total = Announcement.objects.public().values("project").distinct().count()
        made = faults = 0
        with _bar() as progress:
            task = progress.add_task("生成页面", total=total * len(OF_PROJECT) + len(SINGLE))
            for subjects, done in chain(
                _carried_out(_batches(PageSubject.PROJECT), is_all=is_all, processes=processes, until=until),
                # After them, so that no link leads to nothing; also when the time is over.
                ((len(group), render_subjects(group, is_all)) for group in [list(SINGLE)]),
                _carried_out(_batches(PageSubject.PRINT), is_all=is_all, processes=processes, until=until),
            ):
                made, faults = made + done[0], faults + done[1]
                progress.advance(task, subjects)
        self.stdout.write(f"公开页面：生成 {made} 个，失败 {faults} 个。")
        if faults:
            raise CommandError("有页面没有生成，原因见日志和中心的“公开页面”。", returncode=1)

    def _check(self) -> None:
        found = 0
        for difference in _differences(current_look()):
            found += 1
            if found <= SHOWN_DIFFERENCES:
                self.stdout.write(f"{difference.path}：{difference.words}")
        count = PageFile.objects.count()
        waiting = PageOrder.objects.count()
        self.stdout.write(f"公开页面：{count} 个，不一致 {found} 处，待生成 {waiting} 项。")
        if found:
            raise CommandError("文件与数据库不一致。", returncode=1)


def render_subjects(subjects: list[Subject], is_all: bool) -> tuple[int, int]:  # noqa: FBT001  sent to a process
    """Make the pages of those that need it; return how many were made and how many could not be."""
    look = current_look()
    made = faults = 0
    for subject in subjects:
        if is_all or _needs_making(subject, look):
            outcome = render_now(subject)
            if outcome is not None:
                made, faults = made + outcome.made, faults + len(outcome.faults)
    return made, faults


def _needs_making(subject: Subject, look: str) -> bool:
    if any(comparing.of_subject(subject, look)):
        return True
    return any(comparing.of_rows(PageFile.objects.filter(subject=subject[0], key=subject[1])))


def _batches(subject: PageSubject) -> Iterator[list[Subject]]:
    after: int | None = None
    while keys := comparing.projects_below(after, PROJECTS):
        yield [(subject.value, key) for key in keys]
        after = keys[-1]


def _carried_out(
    batches: Iterator[list[Subject]], *, is_all: bool, processes: int, until: float
) -> Iterator[tuple[int, tuple[int, int]]]:
    """Yield what became of each batch: how many subjects it had, pages made, pages that could not be."""
    if processes == 1:
        for batch in batches:
            if time.monotonic() > until:
                return
            yield len(batch), render_subjects(batch, is_all)
        return
    # Not forked: a connection to the database cannot be shared.
    with ProcessPoolExecutor(processes, get_context("spawn"), initializer=django.setup) as pool:
        running: list[tuple[int, Future[tuple[int, int]]]] = []
        while True:
            room = processes * AHEAD - len(running) if time.monotonic() < until else 0
            running += [(len(batch), pool.submit(render_subjects, batch, is_all)) for batch in islice(batches, room)]
            if not running:
                break
            subjects, future = running.pop(0)
            yield subjects, future.result()


def _differences(look: str) -> Iterator[Difference]:
    """Yield every difference there is; the whole is read, nothing is changed."""
    with _bar() as progress:
        task = progress.add_task(
            "核对应有的页面",
            total=Announcement.objects.public().values("project").distinct().count() * len(OF_PROJECT),
        )
        for batch in chain.from_iterable(map(_batches, OF_PROJECT)):
            for subject in batch:
                yield from comparing.of_subject(subject, look)
            progress.advance(task, len(batch))
        for subject in SINGLE:
            yield from comparing.of_subject(subject, look)
        task = progress.add_task("核对文件内容", total=PageFile.objects.count())
        after = 0
        while rows := list(PageFile.objects.filter(pk__gt=after).order_by("pk")[:ROWS]):
            yield from (difference for _, difference in comparing.of_rows(rows))
            yield from (Difference(row.path, "所属项目没有公开的公告") for row in comparing.without_subject(rows))
            after = rows[-1].pk
            progress.advance(task, len(rows))
        found = files.files_after("")
        while places := list(islice(found, FILES)):
            for place in comparing.foreign(places):
                yield Difference(marked(place), "数据库中没有登记")


def _bar() -> Progress:
    return Progress(TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
