"""A fact as a page lists it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Fact:
    """A term and its value, for `components/fact_list.html`."""

    label: str
    value: str
    url: str = ""
    note: str = ""
