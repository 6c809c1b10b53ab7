"""Refusals that a person can act on: every message is ready for the screen."""

from collections.abc import Mapping, Sequence


class DomainError(Exception):
    """An act was refused; nothing has changed. `str(error)` is a Chinese sentence for the clerk."""


class UnlawfulMove(DomainError):
    """The table of moves does not lead from the present status to the wanted one."""


class StaleState(DomainError):
    """Somebody else changed the record between reading and writing."""


class Refused(DomainError):
    """A rule refuses what was entered; `problems` names the fields.

    Keys are field names, or `lots-0-budget` for a field of the first row of a formset;
    an empty key is about the whole.
    """

    def __init__(self, problems: Mapping[str, Sequence[str]]) -> None:
        self.problems = {field: list(messages) for field, messages in problems.items()}
        super().__init__("；".join(message for messages in self.problems.values() for message in messages))
