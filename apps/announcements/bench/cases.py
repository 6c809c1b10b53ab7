"""What is asked of the servers: pages that stand as files, and addresses that are answered anew."""

from itertools import product
from pathlib import Path
from random import Random
from urllib.parse import quote

from django.core.paginator import Paginator
from django.db.models import Max, Min
from django.test import RequestFactory
from django.urls import resolve, reverse

from apps.announcements.bench.servers import HOST
from apps.announcements.load import vocabulary
from apps.announcements.models import Announcement
from apps.announcements.selectors.lists import PAGE_SIZE
from apps.core.paging import PAGE_PARAMETER, mark_at

FILES = 200
# So many that none comes again while it would be given again, nor while its entries are kept.
DEEP_PAGES = 3000


def write_pages(root: Path) -> tuple[list[str], int]:
    """Write the pages of the newest announcements as files; return their addresses and the bytes of one."""
    reader = RequestFactory(SERVER_NAME=HOST)
    addresses, size = [], 0
    for announcement in Announcement.objects.published().order_by("-first_published_at")[:FILES]:
        address = reverse("announcements:detail", args=[announcement.pk])
        file = root / address.strip("/") / "index.html"
        file.parent.mkdir(parents=True)
        view = resolve(address)
        content = view.func(reader.get(address), **view.kwargs).content
        file.write_bytes(content)
        addresses.append(address)
        size += len(content)
    return addresses, size // len(addresses)


def words() -> list[str]:
    """Return what readers type: what is bought, where, for whom, and two of them together."""
    items = [item for of_kind in vocabulary.ITEMS.values() for item in of_kind]
    pairs = [f"{item} {place}" for item, place in product(items, (*vocabulary.TOWNS, *vocabulary.BODIES))]
    Random(1).shuffle(pairs)  # noqa: S311  the same in every run
    return [*items, *vocabulary.TOWNS, *vocabulary.BODIES, *pairs]


def searches(base: str) -> list[str]:
    """Return the addresses of searches for all words, no two alike."""
    return [f"{base}?q={quote(word)}" for word in words()]


def deep_pages(base: str) -> list[str]:
    """Return the addresses of pages of the whole list, from anywhere in it, by key."""
    published = Announcement.objects.published()
    ends = published.aggregate(first=Min("first_published_at"), last=Max("first_published_at"))
    dice, addresses = Random(1), []  # noqa: S311  the same in every run
    for _ in range(DEEP_PAGES):
        moment = ends["first"] + (ends["last"] - ends["first"]) * dice.random()
        addresses.append(f"{base}?{PAGE_PARAMETER}={mark_at(moment, key=0)}")
    return addresses


def numbered_pages(base: str) -> list[str]:
    """Return the addresses of as many pages, from anywhere in the list, by number."""
    pages = Paginator(Announcement.objects.published().order_by("-pk"), PAGE_SIZE).num_pages
    dice = Random(1)  # noqa: S311  the same in every run
    return [f"{base}?page={dice.randint(1, pages)}" for _ in range(DEEP_PAGES)]


def first_pages(base: str) -> list[str]:
    """Return addresses of the first page of the whole list that are not the same to the letter."""
    return [f"{base}?n={number}" for number in range(DEEP_PAGES)]
