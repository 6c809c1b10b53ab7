"""故障演练: when to misbehave. What it then looks like is the business of who asks.

A rule is used up only where it takes effect: asking is `strike`, and a strike counts. There is no
chance in it; the first rule that matches, by age, is the one that strikes.
"""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import F, Q

from apps.province.models import FaultRule

DEFAULT_DELAY_SECONDS = 3.0
# Longer than the 30 s that a client of the exchange waits for an answer.
DEFAULT_TIMEOUT_SECONDS = 35.0
DEFAULT_ERROR_STATUS = 503


def strike(kind: FaultRule.Kind, target: str, key: str = "") -> FaultRule | None:
    """Return the rule by which to misbehave now, having counted it, or None.

    A rule with `times` strikes exactly so often even when requests come at once: the count goes down
    in one conditional UPDATE, and whoever changes no row has come too late.
    """
    rules = (
        FaultRule.objects.filter(Q(target=target) | Q(target=FaultRule.Target.ANY), Q(key="") | Q(key=key), kind=kind)
        .exclude(remaining=0)
        .order_by("pk")
    )
    for rule in rules:
        counted = FaultRule.objects.filter(pk=rule.pk)
        if rule.remaining is None:
            struck = counted.update(hits=F("hits") + 1)
        else:
            struck = counted.filter(remaining__gt=0).update(remaining=F("remaining") - 1, hits=F("hits") + 1)
        if struck:
            return rule
    return None


class Drill:
    """The faults of one target, for a request that asks about every record of a page.

    Which kinds are about is looked up once; without any, the page costs one query and not thousands.
    """

    def __init__(self, target: str) -> None:
        self.target = target
        rules = FaultRule.objects.filter(target__in=[target, FaultRule.Target.ANY]).exclude(remaining=0)
        self._kinds = set(rules.values_list("kind", flat=True))

    def strike(self, kind: FaultRule.Kind, key: str = "") -> FaultRule | None:
        """Do as the function `strike` does."""
        return strike(kind, self.target, key) if kind in self._kinds else None


@transaction.atomic
def set_rules(rules: Sequence[FaultRule], *, keep_others: bool) -> None:
    """Misbehave in these ways, besides the present ones or instead of them."""
    if not keep_others:
        FaultRule.objects.all().delete()
    FaultRule.objects.bulk_create(rules)


def remove_rule(pk: int) -> None:
    """Stop one way of misbehaving; a rule that is already gone is no error."""
    FaultRule.objects.filter(pk=pk).delete()


def remove_all_rules() -> None:
    """Behave."""
    FaultRule.objects.all().delete()
