"""What a supplier won, across all projects."""

from apps.results.models import Award, AwardQuerySet


def awards_of(credit_code: str) -> AwardQuerySet:
    """Return the awards in force of the supplier with this 统一社会信用代码, last decided first.

    The query set may be narrowed and paged; lot, project and result come with it.
    """
    awards = Award.objects.in_force().filter(credit_code=credit_code)
    return awards.select_related("lot__project", "lot__result").order_by("-lot__result__first_published_at", "-pk")
