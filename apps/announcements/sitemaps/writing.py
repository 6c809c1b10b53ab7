"""Writes sitemaps as https://www.sitemaps.org/protocol.html has them."""

from collections.abc import Iterable
from io import StringIO
from xml.sax.xmlreader import AttributesImpl

from django.utils.xmlutils import SimplerXMLGenerator

from apps.announcements.sitemaps.ranges import Address

NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


def write_sitemap(pages: Iterable[Address]) -> str:
    """Return a sitemap of pages."""
    return _write("urlset", "url", pages)


def write_index(sitemaps: Iterable[Address]) -> str:
    """Return the index of sitemaps."""
    return _write("sitemapindex", "sitemap", sitemaps)


def _write(root: str, element: str, addresses: Iterable[Address]) -> str:
    text = StringIO()
    handler = SimplerXMLGenerator(text, "utf-8")
    handler.startDocument()
    handler.startElement(root, AttributesImpl({"xmlns": NAMESPACE}))
    for address in addresses:
        handler.startElement(element, AttributesImpl({}))
        handler.addQuickElement("loc", address.location)
        if address.changed_at is not None:
            handler.addQuickElement("lastmod", address.changed_at.isoformat(timespec="seconds"))
        handler.endElement(element)
    handler.endElement(root)
    return text.getvalue()
