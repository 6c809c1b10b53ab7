"""Made-up projects, each with what its announcements say."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from apps.acceptance.codes import METHOD_WORDS, Kind, Method, OrganisationForm
from apps.acceptance.models import Project
from apps.accounts.models import Organisation, User
from apps.announcements.load import vocabulary

# As often as they are used.
METHODS = {
    Method.OPEN_TENDER: 45,
    Method.COMPETITIVE_CONSULTATION: 30,
    Method.COMPETITIVE_NEGOTIATION: 12,
    Method.INQUIRY: 8,
    Method.SINGLE_SOURCE: 4,
    Method.INVITED_TENDER: 1,
}
SHARE_RARE = 0.0005
SHARE_OF_TOWNS = 0.3
KINDS = {Kind.GOODS: 50, Kind.SERVICES: 30, Kind.WORKS: 20}


@dataclass(frozen=True)
class Story:
    """A project, and who and what its announcements speak of."""

    project: Project
    item: str
    town: str
    begins_at: datetime
    supplier: dict[str, Any]
    experts: tuple[str, ...]
    amount: Decimal

    @property
    def purchaser(self) -> dict[str, str]:
        """Return the purchaser as the exchange writes it."""
        project = self.project
        return {
            "name": project.purchaser_name,
            "uscc": project.purchaser_credit_code,
            "contact": project.purchaser_contact,
            "phone": project.purchaser_phone,
            "address": project.purchaser_address,
        }

    @property
    def agency(self) -> dict[str, str]:
        """Return the agency as the exchange writes it."""
        return {"name": self.project.agency.name, "uscc": self.project.agency.credit_code}


def agencies() -> list[Organisation]:
    """Return the agencies of the load, added where they are missing."""
    names = [f"河南{name}{trade}有限公司" for trade in vocabulary.AGENCY_TRADES for name in vocabulary.AGENCY_NAMES]
    wanted = [
        Organisation(kind=Organisation.Kind.AGENCY, name=name, credit_code=f"91411300LOAD{number:05}X")
        for number, name in enumerate(names)
    ]
    Organisation.objects.bulk_create(wanted, ignore_conflicts=True)
    return list(Organisation.objects.filter(credit_code__in=[agency.credit_code for agency in wanted]))


def make_story(dice: Random, *, number: int, at: datetime, agency: Organisation, person: User) -> Story:
    """Return project `number` of the load, not stored."""
    kind = _one_of(dice, KINDS)
    method = _one_of(dice, METHODS)
    town = dice.choice(vocabulary.TOWNS)
    item = dice.choice(vocabulary.RARE_ITEMS if dice.random() < SHARE_RARE else vocabulary.ITEMS[kind])
    at_town = dice.random() < SHARE_OF_TOWNS
    purchaser = f"方城县{town}人民政府" if at_town else f"方城县{dice.choice(vocabulary.BODIES)}"
    budget = Decimal(dice.randrange(8, 4000)) * 5000
    project = Project(
        agency=agency,
        project_no=f"方财{METHOD_WORDS[method]}采购-{at.year}-{number}L",
        status=Project.Status.ACCEPTED,
        name=f"{purchaser}{at.year}年{town}{item}项目",
        method=method,
        organisation_form=OrganisationForm.DECENTRALISED,
        kind=kind,
        budget=budget,
        purchaser_name=purchaser,
        purchaser_credit_code="11411322006000079T",
        purchaser_contact=person_name(dice),
        purchaser_phone=_phone(dice),
        purchaser_address=address(dice),
        created_at=at - timedelta(days=20),
        created_by=person,
        changed_at=at - timedelta(days=15),
        submitted_at=at - timedelta(days=15),
        accepted_at=at - timedelta(days=12),
    )
    supplier = {
        "name": f"河南{dice.choice(vocabulary.SUPPLIER_NAMES)}{dice.choice(vocabulary.GIVEN)}"
        f"{dice.choice(vocabulary.SUPPLIER_TRADES)}有限公司",
        "uscc": "91411322MA9G000162",
        "contact": person_name(dice),
        "phone": _phone(dice),
        "address": address(dice),
    }
    experts = tuple(person_name(dice) for _ in range(5))
    amount = (budget * dice.randrange(880, 999) / 1000).quantize(Decimal("0.01"))
    return Story(project, item, town, at, supplier, experts, amount)


def person_name(dice: Random) -> str:
    """Return the name of a person who does not exist."""
    return dice.choice(vocabulary.SURNAMES) + "".join(dice.choices(vocabulary.GIVEN, k=dice.choice((1, 2, 2))))


def address(dice: Random) -> str:
    """Return an address that does not exist."""
    return f"方城县{dice.choice(vocabulary.ROADS)}{dice.randrange(1, 900)}号"


def _phone(dice: Random) -> str:
    return f"0377-6{dice.randrange(10**6):06}0"


def _one_of(dice: Random, weights: dict[Any, int]) -> Any:
    return dice.choices([*weights], [*weights.values()])[0]
