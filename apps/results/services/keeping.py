"""What a version of an announcement says of lots is written down once and for ever.

Parts of an act: each runs in its transaction and returns the numbers of lots that are unknown here, which are
left out. Twice: what is there already stays, nothing is added.
"""

from collections.abc import Iterable, Mapping
from typing import TypeAlias

from apps.acceptance.models import Lot
from apps.announcements.facts import AwardedLot, ContractTable, CorrectionTable, ResultTable, TerminationTable
from apps.announcements.models import AnnouncementVersion
from apps.results.models import AgencyFee, Award, AwardItem, CommitteeName, LotContract, LotFailure, PriceForm

Lots: TypeAlias = Mapping[str, Lot]


def keep_result(version: AnnouncementVersion) -> list[str]:
    """Write down who got the lots, who judged, and what the agency takes."""
    table, lots = version.table, _lots_of(version)
    assert isinstance(table, ResultTable)
    if not AgencyFee.objects.filter(version=version).exists():
        _keep_awards(version, table.lots, lots)
        CommitteeName.objects.bulk_create(
            CommitteeName(
                version=version, position=position, name=expert.name, role=expert.role, is_chair=expert.is_chair
            )
            for position, expert in enumerate(table.experts, start=1)
        )
        AgencyFee.objects.create(version=version, standard=table.fee_standard, amount=table.fee_amount)
    return _unknown((lot.lot_no for lot in table.lots), lots)


def keep_correction(version: AnnouncementVersion) -> list[str]:
    """Write down who got the lots that the correction names."""
    table, lots = version.table, _lots_of(version)
    assert isinstance(table, CorrectionTable)
    if not Award.objects.filter(version=version).exists():
        _keep_awards(version, table.lots, lots)
    return _unknown((lot.lot_no for lot in table.lots), lots)


def keep_termination(version: AnnouncementVersion) -> list[str]:
    """Write down why lots ended without an award; of a lot that is named twice the last reason counts."""
    table, lots = version.table, _lots_of(version)
    assert isinstance(table, TerminationTable)
    reasons = {lot.lot_no: lot.reason for lot in table.lots}
    LotFailure.objects.bulk_create(
        (
            LotFailure(lot=lots[lot_no], version=version, reason=reason)
            for lot_no, reason in reasons.items()
            if lot_no in lots
        ),
        ignore_conflicts=True,
    )
    return _unknown(reasons, lots)


def keep_contract(version: AnnouncementVersion) -> list[str]:
    """Write down the contract of the lots that it names; of one that names none, for each lot.

    Whose contract it is then follows from who won the lots.
    """
    table, lots = version.table, _lots_of(version)
    assert isinstance(table, ContractTable)
    named = [lots[lot_no] for lot_no in dict.fromkeys(version.lot_nos) if lot_no in lots]
    LotContract.objects.bulk_create(
        (
            LotContract(
                lot=lot,
                version=version,
                contract_no=table.contract_no,
                name=table.name,
                supplier_name=table.supplier.name,
                credit_code=table.supplier.credit_code,
                amount=table.amount,
                signed_on=table.signed_on,
                term=table.term,
            )
            for lot in (named if version.lot_nos else lots.values())
        ),
        ignore_conflicts=True,
    )
    return _unknown(version.lot_nos, lots)


def _lots_of(version: AnnouncementVersion) -> Lots:
    return {lot.lot_no: lot for lot in version.announcement.project.lots.all()}


def _unknown(named: Iterable[str], lots: Lots) -> list[str]:
    return sorted(set(named) - set(lots))


def _keep_awards(version: AnnouncementVersion, awarded: Iterable[AwardedLot], lots: Lots) -> None:
    known = [each for each in awarded if each.lot_no in lots]
    awards = Award.objects.bulk_create(
        Award(
            lot=lots[each.lot_no],
            version=version,
            position=position,
            supplier_name=each.supplier.name,
            credit_code=each.supplier.credit_code,
            contact=each.supplier.contact,
            phone=each.supplier.phone,
            address=each.supplier.address,
            price_form=_price_form(each),
            amount=each.amount,
            rate=each.rate,
            score=each.score,
        )
        for position, each in enumerate(known, start=1)
    )
    AwardItem.objects.bulk_create(
        AwardItem(
            award=award,
            position=position,
            name=item.name,
            brand=item.brand,
            model=item.model,
            quantity=item.quantity,
            unit_price=item.unit_price,
        )
        for award, each in zip(awards, known, strict=True)
        for position, item in enumerate(each.main_items, start=1)
    )


def _price_form(awarded: AwardedLot) -> PriceForm:
    if awarded.amount is not None:
        return PriceForm.AMOUNT
    return PriceForm.RATE if awarded.rate else PriceForm.OTHER
