"""Turns the pages of the province: smaller ones when too large, from the beginning when the cursor is gone."""

from collections.abc import Callable, Iterator
from typing import Protocol, TypeVar

import structlog

from apps.interconnection.gateway.evidence import Exchange
from apps.interconnection.gateway.exceptions import AnswerTooLarge, CursorExpired, TemporaryGatewayError

log = structlog.get_logger(__name__)


class Page(Protocol):
    """What every page of the province says of the next one."""

    @property
    def next(self) -> str:
        """Where to go on."""

    @property
    def more(self) -> bool:
        """Whether there is more."""

    @property
    def exchange(self) -> Exchange:
        """The record of the exchange that brought the page."""


AnyPage = TypeVar("AnyPage", bound=Page)


def pages(ask: Callable[[str, int], AnyPage], *, after: str, limit: int, most: int) -> Iterator[tuple[str, AnyPage]]:
    """Yield each page with the cursor that brought it, up to the last one or to `most` requests.

    `ask` takes a cursor and a limit. The next page is asked for only when the one in hand has been
    dealt with. Raises GatewayError, also when the province's cursor runs in a circle.
    """
    seen = {after}
    for _ in range(most):
        try:
            page = ask(after, limit)
        except CursorExpired:
            if after == "":
                raise
            log.warning("cursor_expired", after=after)
            after, seen = "", {""}
            continue
        except AnswerTooLarge:
            if limit == 1:
                raise
            limit = max(1, limit // 4)
            continue
        yield after, page
        if not page.more:
            return
        if page.next in seen:
            raise TemporaryGatewayError(
                "省系统的游标没有前进，已停止本次拉取。", verdict=page.exchange.verdict, exchange=page.exchange
            )
        seen.add(page.next)
        after = page.next
