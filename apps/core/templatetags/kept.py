"""Parts of a page that come out the same for the same values are rendered once and then kept in the process."""

from collections.abc import Hashable
from threading import Lock

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.utils.safestring import SafeString

register = template.Library()

# Of one tag. Values come from addresses too, so there is no end to them.
MOST_KEPT = 2000


class KeptNode(template.Node):
    """A part of a template and what it came to, by the values that it depends on."""

    def __init__(self, nodes: NodeList, values: list[FilterExpression]) -> None:
        self.nodes = nodes
        self.values = values
        self._kept: dict[Hashable, SafeString] = {}
        self._lock = Lock()

    def render(self, context: template.Context) -> SafeString:
        """Return what is kept for the values, else render it and keep it in place of the oldest one."""
        key = tuple([value.resolve(context, ignore_failures=True) for value in self.values])
        if None in key:
            return self.nodes.render(context)
        kept = self._kept.get(key)
        if kept is None:
            kept = self.nodes.render(context)
            with self._lock:
                if len(self._kept) >= MOST_KEPT:
                    del self._kept[next(iter(self._kept))]
                self._kept[key] = kept
        return kept


@register.tag
def kept(parser: Parser, token: Token) -> KeptNode:
    """Keep what stands between: ``{% kept request.path %} … {% endkept %}``.

    Name every value that the part depends on; what names whom it is for is no such part. Where one of the values
    is not there, nothing is kept. No blocks within: they would be kept for every page that fills them.
    """
    values = [parser.compile_filter(bit) for bit in token.split_contents()[1:]]
    nodes = parser.parse(("endkept",))
    parser.delete_first_token()
    return KeptNode(nodes, values)
