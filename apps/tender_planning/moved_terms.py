"""What has moved the announced terms since the tender announcement; announcements belong to the app above this one."""

from collections.abc import Callable

from apps.tender_planning.models import AnnouncedTerms

# By the name of the term, what set it last, in words.
MoveTeller = Callable[[AnnouncedTerms], dict[str, str]]

_tellers: list[MoveTeller] = []


def moved_terms(teller: MoveTeller) -> MoveTeller:
    """Register who tells what has moved the announced terms."""
    _tellers.append(teller)
    return teller


def moves_of(terms: AnnouncedTerms) -> dict[str, str]:
    """Return what set each term that is no longer as it was first announced."""
    return {name: words for teller in _tellers for name, words in teller(terms).items()}
