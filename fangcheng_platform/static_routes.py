"""What the web server answers by itself: files of the public pages, and static files, without a Django thread.

So readers are served while every thread hangs, PostgreSQL is away or a new version is being installed. Where
nginx stands in front (`deploy/nginx.conf.template`), it serves the same files before these routes are asked.
"""

from collections.abc import Mapping
from itertools import chain
from pathlib import Path

DEFAULT_PAGES_ROOT = "var/pages"
STATIC_ROOT = "var/static"

# The first parts of the addresses under which everything is a file: what is not there is not asked of Django.
PAGE_ROUTES = ("announcements", "projects", "feeds", "sitemaps", "share")

# The server gives all of them one lifetime and nothing to ask again with, neither ETag nor Last-Modified. A page that
# a browser keeps for long hides a withdrawal; for ten seconds it takes the rush of somebody who clicks to and fro,
# and the styles of a page are loaded once. nginx can do better, and does: ETags for pages, a year for static files.
SECONDS_IN_CACHE = 10


def pages_root(checkout: Path, environment: Mapping[str, str]) -> Path:
    """Return where the files of the public pages are."""
    return checkout / (environment.get("PAGES_ROOT") or DEFAULT_PAGES_ROOT)


def make_directories(pages: Path, static: Path) -> None:
    """Make what must be there when the web server starts; workers fill it."""
    for directory in (*(pages / route for route in PAGE_ROUTES), static):
        directory.mkdir(parents=True, exist_ok=True)


def granian_arguments(static: Path, pages: Path | None = None) -> tuple[str, ...]:
    """Return how granian is told to serve them; without `pages`, those are left to Django."""
    routes = {"/static": static}
    if pages is not None:
        routes |= {"/": pages, **{f"/{route}": pages / route for route in PAGE_ROUTES}}
    return (
        *chain.from_iterable(_mounted(route, directory) for route, directory in routes.items()),
        *("--static-path-dir-to-file", "index.html"),
        *("--static-path-expires", str(SECONDS_IN_CACHE)),
    )


def _mounted(route: str, directory: Path) -> tuple[str, ...]:
    return ("--static-path-route", route, "--static-path-mount", str(directory.resolve()))
