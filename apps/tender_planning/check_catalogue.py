"""Which of the center's check items belong to a lot: by method and kind, and by what the lot is like."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from apps.acceptance.models import Lot, Project
from apps.tender_planning.models import CheckTemplate, FeeItem
from apps.tender_planning.models.checks import Circumstance
from apps.tender_planning.models.fees import FeeKind, Manner


@dataclass(frozen=True)
class CheckCatalogue:
    """The items that may belong to the lots of one project."""

    templates: tuple[CheckTemplate, ...]
    circumstances: frozenset[str]
    secured_lots: frozenset[int]

    def items_for(self, lot: Lot) -> list[CheckTemplate]:
        """Return the items of a lot in their order; of several with one name the most specific."""
        present = self.circumstances | ({Circumstance.BID_SECURITY} if lot.pk in self.secured_lots else frozenset())
        chosen: dict[tuple[str, str], CheckTemplate] = {}
        for template in sorted(self.templates, key=_specificity):
            if template.circumstance in present:
                chosen[template.stage, template.name] = template
        return sorted(chosen.values(), key=lambda template: (template.stage, template.position, template.pk))

    def statutory_for(self, lot: Lot) -> dict[int, CheckTemplate]:
        """Return the items that the lot must have, by their primary keys."""
        return {template.pk: template for template in self.items_for(lot) if template.is_statutory}


def load_catalogue(project: Project) -> CheckCatalogue:
    """Return the items for a project, by two queries."""
    templates = CheckTemplate.objects.filter(
        Q(method="") | Q(method=project.method), Q(kind="") | Q(kind=project.kind), is_active=True
    )
    securities = FeeItem.objects.filter(planning__project=project, tariff__kind=FeeKind.BID_SECURITY)
    secured = securities.exclude(manner=Manner.FREE).exclude(amount=0).values_list("lot_id", flat=True)
    return CheckCatalogue(tuple(templates), frozenset(_circumstances(project)), frozenset(secured))


def _circumstances(project: Project) -> Iterable[str]:
    yield ""
    yield Circumstance.SME_RESERVED if project.is_sme_reserved else Circumstance.SME_OPEN
    yield Circumstance.CONSORTIUM if project.accepts_consortium else Circumstance.NO_CONSORTIUM
    if not project.is_import_allowed:
        yield Circumstance.NO_IMPORTS


def _specificity(template: CheckTemplate) -> tuple[bool, bool, bool]:
    return template.method != "", template.kind != "", template.circumstance != ""
