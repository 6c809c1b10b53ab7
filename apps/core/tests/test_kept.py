"""Parts of a page that are kept: by which values, and when nothing is."""

from collections.abc import Callable
from itertools import count

import pytest
from django.template import Context, Engine

from apps.core.templatetags import kept

Render = Callable[..., str]


@pytest.fixture
def render() -> Render:
    """Return a function that renders a kept part which numbers how often it was rendered."""
    engine = Engine(libraries={"kept": "apps.core.templatetags.kept"})
    template = engine.from_string("{% load kept %}{% kept a b %}{{ a }}{{ b }}<{{ turn }}>{% endkept %}")
    turns = count(1)
    return lambda **values: template.render(Context({"turn": lambda: next(turns), **values}))


def test_a_part_is_rendered_once_for_the_same_values(render: Render) -> None:
    assert [render(a="x", b=1), render(a="x", b=1)] == ["x1<1>", "x1<1>"]


def test_other_values_have_a_part_of_their_own(render: Render) -> None:
    assert [render(a="x", b=1), render(a="x", b=2), render(a="&", b=1)] == ["x1<1>", "x2<2>", "&amp;1<3>"]


@pytest.mark.parametrize("values", [{"a": "x"}, {"a": "x", "b": None}])
def test_where_a_value_is_not_there_nothing_is_kept(render: Render, values: dict[str, str | None]) -> None:
    first, second = render(**values), render(**values)

    assert first.endswith("<1>")
    assert second.endswith("<2>")


def test_of_too_many_parts_the_oldest_is_forgotten(render: Render, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "MOST_KEPT", 2)
    for value in (1, 2, 3):
        render(a="x", b=value)

    assert render(a="x", b=2) == "x2<2>"
    assert render(a="x", b=1) == "x1<4>"
