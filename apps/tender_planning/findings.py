"""What a check has to say about what was entered: one shape for every rule of planning."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Finding:
    """One sentence of a check. An error stops issuing; a warning is shown and stops nothing.

    ``place`` is the path of the field it belongs to (``""`` for the whole), ``article`` the provision in
    Chinese, ``code`` the ``RuleCode`` where a row of the rule book decided. ``is_excusable``: the law allows an
    exception, so that a named person may give the reason and issue all the same.
    """

    level: Literal["error", "warning"]
    place: str
    text: str
    article: str = ""
    code: str = ""
    is_excusable: bool = False
