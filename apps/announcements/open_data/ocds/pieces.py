"""Single objects of OCDS: organisations, values, documents, items."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from django.utils.encoding import iri_to_uri

from apps.acceptance.models import Lot, Project
from apps.announcements.canonical import canonical
from apps.announcements.facts import MainItem, Party
from apps.announcements.models import Announcement
from apps.announcements.open_data.ocds.history import Act
from apps.announcements.open_data.ocds.identifiers import CREDIT_CODE_SCHEME, party_id
from apps.announcements.open_data.values import moment_text, number

Type = Announcement.Type
Piece = dict[str, Any]

CURRENCY = "CNY"
# 政府采购品目分类目录; the edition is that of the plan.
CATEGORY_SCHEME = "CN-GPC"
NOTICES = {
    Type.TENDER: "tenderNotice",
    Type.CHANGE: "tenderNotice",
    Type.TERMINATION: "tenderNotice",
    Type.RESULT: "awardNotice",
    Type.RESULT_CORRECTION: "awardNotice",
    Type.CONTRACT: "contractNotice",
}
# What is attached to the others is of many kinds, and nobody says of which.
ATTACHED = {Type.TENDER: "biddingDocuments", Type.CHANGE: "biddingDocuments", Type.CONTRACT: "contractSigned"}


class Parties:
    """The organisations of a release, each once with all its roles."""

    def __init__(self) -> None:
        self._parties: dict[str, Piece] = {}

    def add(self, party: Party, role: str) -> Piece:
        """Add an organisation in a role, and return how the rest of the release refers to it."""
        key = party_id(party)
        identifier = {"scheme": CREDIT_CODE_SCHEME, "id": party.credit_code} if party.credit_code else {}
        known = self._parties.setdefault(key, {"id": key, "roles": []})
        if role not in known["roles"]:
            known["roles"].append(role)
        said = compact(
            {
                "name": party.name,
                "identifier": compact(identifier | {"legalName": party.name}),
                "address": compact({"streetAddress": party.address}),
                "contactPoint": compact({"name": party.contact, "telephone": party.phone}),
            }
        )
        # Somebody named twice keeps what the first naming says and this one does not.
        known |= said
        return {"id": key, "name": party.name}

    def all(self) -> list[Piece]:
        """Return them in the order in which they were named."""
        return list(self._parties.values())


def compact(piece: Piece) -> Piece:
    """Return a piece without what is not said: OCDS leaves it out instead of writing it empty."""
    return {name: value for name, value in piece.items() if value not in (None, "", [], {})}


def value(amount: Decimal | None) -> Piece | None:
    """Return an amount in 元."""
    return None if amount is None else {"amount": number(amount), "currency": CURRENCY}


def purchaser_of(project: Project) -> Party:
    """Return the purchaser as the project names it."""
    return Party(project.purchaser_name, project.purchaser_credit_code, "", "", "")


def agency_of(project: Project) -> Party:
    """Return the agency of a project."""
    return Party(project.agency.name, project.agency.credit_code, "", "", "")


def documents_of(act: Act) -> list[Piece]:
    """Return the announcement itself, its original, and what is attached to it.

    An attachment has its address before its bytes are here: a release never changes once it was published.
    """
    announcement, version = act.announcement, act.version
    key, kind = f"{announcement.announcement_no}-v{version.version}", Type(announcement.type)
    published = moment_text(version.publication.published_at)
    notice = {
        "id": key,
        "documentType": NOTICES[kind],
        "title": version.title,
        "url": canonical("announcements:version", announcement.pk, version.version),
        "datePublished": published,
        "format": "text/html",
        "language": "zh",
        "sm3": version.body_safe_sm3,
    }
    attached = [
        compact(
            {
                "id": f"{key}-{reference.position}",
                "documentType": ATTACHED.get(kind),
                "title": reference.name,
                "url": canonical("announcements:attachment", reference.pk),
                "datePublished": published,
                "format": reference.media_type,
                "size": reference.attachment.size,
                "sm3": reference.attachment.sm3,
            }
        )
        for reference in version.references.all()
    ]
    return [notice, *_original(act, key), *attached]


def lot_items(lots: Iterable[Lot]) -> list[Piece]:
    """Return what is bought, lot by lot."""
    return [
        compact(
            {
                "id": lot.lot_no,
                "description": lot.name,
                "classification": lot.category_code and {"scheme": CATEGORY_SCHEME, "id": lot.category_code},
                "quantity": None if lot.quantity is None else number(lot.quantity),
                "unit": compact({"name": lot.unit}),
                "relatedLot": lot.lot_no,
            }
        )
        for lot in lots
    ]


def main_items(lot_no: str, items: Iterable[MainItem]) -> list[Piece]:
    """Return what was bought in a lot; quantities are in the words of the announcement."""
    return [
        compact(
            {
                "id": f"{lot_no}-{place}",
                "description": item.name,
                "brand": item.brand,
                "model": item.model,
                "quantityText": item.quantity,
                "unit": compact({"value": value(item.unit_price)}),
                "relatedLot": lot_no,
            }
        )
        for place, item in enumerate(items, start=1)
    ]


def _original(act: Act, key: str) -> Iterator[Piece]:
    address = act.version.source_url
    if address.startswith(("http://", "https://")):
        yield {
            "id": f"{key}-original",
            "documentType": NOTICES[Type(act.announcement.type)],
            "title": "公告来源",
            "url": iri_to_uri(address),
            "datePublished": moment_text(act.announcement.first_published_at),
            "format": "text/html",
            "language": "zh",
        }
