"""Which announcements a search asks for: one reading of its filters, for the search page and for subscriptions."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from apps.announcements.days import midnight
from apps.announcements.forms import BiddingState
from apps.announcements.models import AnnouncementQuerySet
from apps.announcements.selectors.finding import Search

TEN_THOUSAND = 10_000


@dataclass(frozen=True)
class Filters:
    """What `AnnouncementFilterForm` has checked, by its names. Days are China's, amounts in 万元, ends included."""

    q: str = ""
    type: str = ""
    method: str = ""
    kind: str = ""
    state: str = ""
    purchaser: str = ""
    agency: str = ""
    town: str = ""
    amount_from: Decimal | None = None
    amount_until: Decimal | None = None
    published_from: date | None = None
    published_until: date | None = None

    @property
    def search(self) -> Search | None:
        """Return what to ask the index of words for; None where nothing needs it.

        One of the types and one of the towns have indexes of their own, as all announcements have. A town only
        narrows down what else is searched for.
        """
        if not any((self.q.strip(), self.method, self.kind, self.purchaser.strip(), self.agency.strip())):
            return None
        return Search.of(q=self.q, names=f"{self.purchaser} {self.agency} {self.town}", facets=self.exact)

    @property
    def exact(self) -> dict[str, str]:
        """Return the columns of which one value is asked for, or any where it is empty."""
        return {"type": self.type, "method": self.method, "kind": self.kind}


def narrowed(rows: AnnouncementQuerySet, filters: Filters, *, now: datetime) -> AnnouncementQuerySet:
    """Return those of `rows` whose columns the filters ask for; the words of `q` are not looked at."""
    found = rows.filter(**{name: value for name, value in filters.exact.items() if value})
    if filters.town:
        found = found.filter(town=filters.town)
    if filters.state:
        found = found.open_for_bids(now) if filters.state == BiddingState.OPEN else found.closed_for_bids(now)
    for name, words in (("purchaser_name", filters.purchaser), ("agency_name", filters.agency)):
        for word in words.split():
            found = found.filter(**{f"{name}__icontains": word})
    found = found.worth(least=_in_yuan(filters.amount_from), most=_in_yuan(filters.amount_until))
    if filters.published_from:
        found = found.filter(first_published_at__gte=midnight(filters.published_from))
    if filters.published_until:
        found = found.filter(first_published_at__lt=midnight(filters.published_until + timedelta(days=1)))
    return found


def announcements_matching(filters: Filters, *, among: AnnouncementQuerySet, now: datetime) -> AnnouncementQuerySet:
    """Return those of `among`, which are few, that the search for `filters` finds."""
    return narrowed(among, filters, now=now).matching(filters.q)


def _in_yuan(amount: Decimal | None) -> Decimal | None:
    return None if amount is None else amount * TEN_THOUSAND
