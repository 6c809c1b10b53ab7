"""Writes entries as Atom or RSS that every reader parses, whatever stands in a title or a text."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from typing import Any, TypeAlias

from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed
from django.utils.xmlutils import SimplerXMLGenerator

from apps.announcements.feeds.entries import Entry
from apps.announcements.feeds.formats import FeedFormat
from apps.core.visible_text import fit_for_xml, without_hiding

LANGUAGE = "zh-Hans"
# When a feed without an entry was last changed: the standards want a moment, and the clock's would be another
# each time.
EMPTY_SINCE = datetime(2026, 1, 1, tzinfo=UTC)
CONTENT_NAMESPACE = "http://purl.org/rss/1.0/modules/content/"

Item: TypeAlias = dict[str, Any]


@dataclass(frozen=True)
class Feed:
    """A feed: what it is called, where it stands, and of which page it tells."""

    title: str
    description: str
    address: str
    page: str
    author: str
    entries: Sequence[Entry]


class _NoClock(SyndicationFeed):
    """Takes the moment of an empty feed from nowhere but here."""

    def latest_post_date(self) -> datetime:
        return max((item["updateddate"] for item in self.items), default=EMPTY_SINCE)


class _Atom(_NoClock, Atom1Feed):
    """Atom with a summary of plain words beside the text."""

    def add_item_elements(self, handler: SimplerXMLGenerator, item: Item) -> None:
        super().add_item_elements(handler, item)
        handler.addQuickElement("summary", item["summary"], {"type": "text"})
        if item["content"]:
            handler.addQuickElement("content", item["content"], {"type": "html"})


class _Rss(_NoClock, Rss201rev2Feed):
    """RSS with the text beside a description of plain words."""

    def rss_attributes(self) -> dict[str, str]:
        return {**super().rss_attributes(), "xmlns:content": CONTENT_NAMESPACE}

    def add_item_elements(self, handler: SimplerXMLGenerator, item: Item) -> None:
        super().add_item_elements(handler, item)
        # A description is HTML wherever one is read.
        handler.addQuickElement("description", escape(item["summary"]))
        if item["content"]:
            handler.addQuickElement("content:encoded", item["content"])


WRITERS: dict[FeedFormat, type[SyndicationFeed]] = {FeedFormat.ATOM: _Atom, FeedFormat.RSS: _Rss}


def write_feed(feed: Feed, feed_format: FeedFormat) -> str:
    """Return the feed as XML; the same entries give the same text."""
    writer = WRITERS[feed_format](
        title=_line(feed.title),
        link=feed.page,
        description=feed.description,
        subtitle=feed.description,
        language=LANGUAGE,
        author_name=feed.author,
        feed_url=feed.address,
        feed_guid=feed.address,
    )
    for entry in feed.entries:
        writer.add_item(
            title=_line(entry.title),
            link=entry.address,
            description=None,  # type: ignore[arg-type]  # each format writes its own; Django takes None for that
            author_name=_line(entry.author),
            pubdate=entry.published_at,
            updateddate=entry.updated_at,
            # The address is for ever: what was once public keeps it, also when it is withdrawn.
            unique_id=entry.address,
            unique_id_is_permalink=True,
            categories=entry.categories,
            summary=_line(entry.summary),
            content=fit_for_xml(entry.content),
        )
    return writer.writeString("utf-8")


def _line(text: str) -> str:
    """Return text on one line with nothing in it that hides or that XML cannot hold."""
    return " ".join(without_hiding(fit_for_xml(text)).split())
