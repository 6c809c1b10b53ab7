"""Pages as the platform answers them, kept to be read by a browser and by the HTML checker."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.test import Client
from django.urls import resolve, reverse

from apps.tests.pages.addresses import arguments, namespace_of


@dataclass(frozen=True)
class Page:
    """One answer. `name` is that of its address in the URL configuration, `kind` says what is special about it."""

    name: str
    kind: str
    address: str
    status: int
    body: bytes
    headers: Mapping[str, str]

    def __str__(self) -> str:
        return f"{self.name} ({self.kind})" if self.kind else self.name


class Album:
    """The pages that were captured, in order; `closed` are the names of those that nobody may open."""

    def __init__(self) -> None:
        self.pages: list[Page] = []
        self.closed: set[str] = set()

    @property
    def names(self) -> set[str]:
        """Return the names of the addresses that have a page here."""
        return {page.name for page in self.pages}

    def capture(
        self,
        client: Client,
        address: str,
        kind: str = "",
        *,
        status: int = 200,
        asking: Mapping[str, str] | None = None,
    ) -> None:
        """Ask for a page and keep it; it must be HTML and come with `status`."""
        address = f"{address}?{urlencode(asking)}" if asking else address
        response = client.get(address)
        assert response.status_code == status, f"{address}: {response.status_code}"
        assert response["Content-Type"].startswith("text/html"), f"{address}: {response['Content-Type']}"
        self._keep(address, kind, response)

    def sweep(self, client: Client, names: Iterable[str], parts: Mapping[str, Mapping[str, object]]) -> None:
        """Keep each of the named addresses that is a page now and is not here yet; `parts` by namespace."""
        wanted = arguments()
        for name in sorted(set(names) - self.names):
            known = parts[namespace_of(name)]
            response = client.get(reverse(name, kwargs={part: known[part] for part in wanted[name]}))
            if response.status_code == 200:
                self._keep(response.request["PATH_INFO"], "", response)

    def keep_answer(self, response: Any, address: str, kind: str) -> None:
        """Keep an answer that was not asked for by a plain look: a refused form, an error page."""
        self._keep(address, kind, response)

    def _keep(self, address: str, kind: str, response: Any) -> None:
        path = urlsplit(address).path
        name = resolve(path).view_name if response.status_code != 404 else "an error page"
        self.pages.append(Page(name, kind, address, response.status_code, response.content, dict(response.headers)))
