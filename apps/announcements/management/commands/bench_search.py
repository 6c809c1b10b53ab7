"""How long lists and searches take: rare and common words of every length, first and deep pages.

The database is to be filled by `make_load` before. Each case is asked for once in every
round, so that whatever else the machine does meanwhile falls on all of them alike.
"""

import os
from argparse import ArgumentParser
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from statistics import quantiles
from time import perf_counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.http import QueryDict
from django.utils import timezone
from rich.console import Console
from rich.progress import track

from apps.announcements.models import Announcement
from apps.announcements.selectors.filtering import Filters
from apps.announcements.selectors.lists import list_announcements
from apps.core.paging import PAGE_PARAMETER

ROUNDS = 40
# The load spreads over twice as long.
HALF_WAY = timedelta(days=5 * 365)
# What is asked. How common a word is, is said by how many are found.
CASES: dict[str, Filters] = {
    "全部公告": Filters(),
    "一栏": Filters(type="result"),
    "一种少用的采购方式": Filters(method="single_source"),
    "采购人": Filters(purchaser="档案馆"),
    "金额": Filters(amount_from=Decimal(1980)),
    "一字，处处都有": Filters(q="采"),
    "一字，少见": Filters(q="貂"),
    "一字，没有": Filters(q="龘"),
    "两字，处处都有": Filters(q="采购"),
    "两字，常见": Filters(q="校服"),
    "两字，少见": Filters(q="姜媛"),
    "三字，处处都有": Filters(q="采购人"),
    "三字，常见": Filters(q="无人机"),
    "三字，少见": Filters(q="陶桂莺"),
    "多字，半数都有": Filters(q="落实政府采购政策需满足的资格要求"),
    "多字，常见": Filters(q="彩色多普勒超声诊断仪"),
    "多字，没有": Filters(q="政府采购人政策"),
    "编号的开头": Filters(q="方财公开采购-2024-"),
    "编号": Filters(q="方财公开采购-2024-1234L"),
    "电话": Filters(q="0377-6123450"),
    "两词，都常见": Filters(q="校服 独树镇"),
    "处处都有的词和少用的方式": Filters(q="采购人", method="invited_tender"),
}


@dataclass(frozen=True)
class Question:
    """One case, on its first page or on one about half way down."""

    name: str
    filters: Filters
    page: QueryDict


class Command(BaseCommand):
    """Reads only."""

    help = "测量公告列表和检索的用时；先用 make_load 生成公告。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take how often each case is asked for."""
        parser.add_argument("--rounds", type=int, default=ROUNDS, help="测量轮数")

    def handle(self, *args: Any, rounds: int, **options: Any) -> None:
        """Measure and print a table as docs/benchmarks.md has it; the first round warms up and does not count."""
        now, console = timezone.now(), Console(stderr=True)
        questions = _questions(now)
        times: dict[str, list[float]] = {question.name: [] for question in questions}
        counts = {}
        for _ in track(range(rounds + 1), description="测量", console=console):
            for question in questions:
                begun = perf_counter()
                listing = list_announcements(filters=question.filters, query=question.page, now=now)
                times[question.name].append((perf_counter() - begun) * 1000)
                counts[question.name] = f"{'>' if listing.has_more else ''}{listing.count}"
        self.stdout.write("| case | found | p50 / p95 ms |\n|---|---|---|")
        for name, measured in times.items():
            cuts = quantiles(measured[1:], n=20)
            self.stdout.write(f"| {name} | {counts[name]} | {cuts[9]:.1f} / {cuts[18]:.1f} |")
        loads = " ".join(f"{load:.1f}" for load in os.getloadavg())
        self.stdout.write(f"{Announcement.objects.count()} 条公告，{os.cpu_count()} 核，负载 {loads}，{rounds} 轮")


def _questions(now: datetime) -> list[Question]:
    older = Filters(published_until=(now - HALF_WAY).date())
    mark = list_announcements(filters=older, query=QueryDict(), now=now).page.next_mark
    if not mark:
        raise CommandError("公告太少，请先运行 make_load。")
    pages = {"": QueryDict(), " · 深页": QueryDict(f"{PAGE_PARAMETER}={mark}")}
    return [
        Question(f"{name}{suffix}", filters, page) for name, filters in CASES.items() for suffix, page in pages.items()
    ]
