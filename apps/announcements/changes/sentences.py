"""Understands one sentence of a change: which of its times are old, which are new, and what each is the time of."""

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from apps.announcements.changes.moments import Moment, find_moments, plain
from apps.announcements.changes.words import PLACE, Label, Mark, Role, fields_in, find_words, role_in

_RANGE = re.compile(r"\s*(?:\([^()]*\))?\s*(?:至|到|—+|–|~|-)\s*")
_SENTENCE_ENDS = "。;；！"
_HALF_ENDS = ";；"
# As far as the second half of a sentence is looked into for a name of its own.
LOOK_AHEAD = 40
_PLACE_NAMED = re.compile(
    r"(?:[:]|(?:更正|变更|修改|调整|更改|改)(?:为|至|到|成)|(?<=[点址])为)\s*[:]?\s*[\"“]?(?P<place>[^,。;\"”]{2,200})"
)


@dataclass
class Scan:
    """What has been understood so far of the sentence that is being read."""

    role: Role | None
    labels: list[str]
    was_used: bool = False  # a moment followed the labels: the next label begins anew
    marked: Role | None = None  # what a mark between that moment and the next label says
    unnamed: list[tuple[Moment, Role | None]] = field(default_factory=list)
    found: list[tuple[str, Moment, Role | None]] = field(default_factory=list)

    def name(self, label: Label, outer: Role | None) -> None:
        """Take a label; `outer` is what holds where the sentence itself says nothing."""
        if self.was_used:
            self.labels, self.was_used = [], False
            self.role = self.marked or outer
        self.marked = None
        self.labels.append(label.field)
        # 于2026年4月7日9时开标: the name comes after the time.
        self.found += [(label.field, moment, role) for moment, role in self.unnamed]
        if self.unnamed:
            self.unnamed, self.was_used = [], True

    def mark(self, role: Role) -> None:
        """Take a mark."""
        self.role = role
        # A mark after a moment speaks of what follows it: 原开标时间A，现开标时间B.
        self.marked = role if self.was_used else None

    def tell(self, moment: Moment) -> None:
        """Take a moment."""
        if self.labels:
            self.found += [(label, moment, self.role) for label in self.labels]
            self.was_used, self.marked = True, None
        else:
            self.unnamed.append((moment, self.role))


def scan_sentence(text: str, outer: Role | None, labels: Sequence[str], published_on: date) -> Scan:
    """Return what a sentence says; `labels` are names from above it, for times that have none of their own."""
    moments = moments_in(text, published_on)
    words = [word for word in find_words(text) if not any(_overlap(word, moment) for moment in moments)]
    has_own = any(isinstance(word, Label) for word in words)
    scan = Scan(role=outer, labels=[] if has_own else list(labels))
    for token in sorted([*words, *moments], key=lambda one: one.start):
        match token:
            case Label():
                scan.name(token, outer)
            case Mark():
                scan.mark(token.role)
            case Moment():
                scan.tell(token)
    return scan


def moments_in(text: str, published_on: date) -> list[Moment]:
    """Return the moments of a text; of a range only its end, which is what a change moves."""
    found = list(find_moments(plain(text), published_on=published_on))
    begins = {
        first.start
        for first, second in itertools.pairwise(found)
        if _RANGE.fullmatch(plain(text)[first.end : second.start])
    }
    return [moment for moment in found if moment.start not in begins]


def place_in(text: str, section: Role | None) -> str:
    """Return the new place that a sentence names; one that is merely named again is none."""
    for label in find_words(text):
        if not isinstance(label, Label) or label.field != PLACE:
            continue
        rest = text[label.end :]
        named = list(_PLACE_NAMED.finditer(text, label.end - 1))
        before = role_in(text[: label.start]) or section
        if named and (before == "new" or role_in(rest) == "new"):
            return named[-1]["place"].strip()
    return ""


def sentences_of(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each sentence begins and ends; 开标时间原为A；现更正为B is one, for the second half has no name."""
    start = 0
    for place, sign in enumerate(text):
        if sign in _SENTENCE_ENDS and (
            sign not in _HALF_ENDS or fields_in(plain(text[place + 1 : place + LOOK_AHEAD]))
        ):
            yield start, place + 1
            start = place + 1
    if text[start:].strip():
        yield start, len(text)


def _overlap(word: Label | Mark, moment: Moment) -> bool:
    return word.start < moment.end and moment.start < word.end
