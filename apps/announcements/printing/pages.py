"""What is printed and drawn of announcements, as files, after the pages that link to it.

Typesetting costs many times what a page costs, so what has not changed is not made again: each file says what it
was made from.
"""

from collections.abc import Callable, Iterator

from django.urls import resolve, reverse
from django.utils import timezone

from apps.announcements.models import Announcement, PageSubject
from apps.announcements.pages.files import content_of
from apps.announcements.pages.kinds import Kind, Made, register
from apps.announcements.pages.places import place_of, quoted
from apps.announcements.printing.pdf import print_announcement
from apps.announcements.selectors.reading import public_announcement, read_announcement
from apps.announcements.share.picture import picture_of, picture_of_site

Paths = Callable[[int], Iterator[str]]


def _paths_named(name: str) -> Paths:
    def paths(project_pk: int) -> Iterator[str]:
        shown = Announcement.objects.public().filter(project=project_pk)
        for pk in shown.order_by("pk").values_list("pk", flat=True):
            yield reverse(name, args=[pk])

    return paths


def _site_paths(_: int) -> Iterator[str]:
    yield reverse("announcements:share-home")


def _earlier(path: str) -> bytes:
    return content_of(place_of(path)) or b""


def _pk_in(path: str) -> int:
    return int(resolve(quoted(path)).kwargs["pk"])


def _pdf(path: str) -> Made:
    reading = read_announcement(_pk_in(path), now=timezone.now())
    return Made(print_announcement(reading, earlier=_earlier(path)))


def _picture(path: str) -> Made:
    return Made(picture_of(public_announcement(_pk_in(path)), earlier=_earlier(path)))


def _site_picture(path: str) -> Made:
    return Made(picture_of_site(earlier=_earlier(path)))


register(Kind("pictures", PageSubject.PRINT, _paths_named("announcements:share"), _picture))
register(Kind("prints", PageSubject.PRINT, _paths_named("announcements:pdf"), _pdf))
register(Kind("site picture", PageSubject.SITE, _site_paths, _site_picture))
