"""What a person should know or look at when a lot's announcements do not fit together."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from apps.announcements.models import Announcement, AnnouncementVersion
from apps.results.models import Award, LotContract, LotResult

CORRECTED = (
    "结果已由更正公告更正。各项期限仍自结果公告首次发布之日起计算；对更正内容的质疑，"
    "期限自供应商知道或者应当知道之日起另行计算（财政部令第94号第十条）。"
)
NEWLY_NAMED = "结果公告没有列出本标段，现行依据是更正公告，各项期限自更正公告首次发布之日起计算。"
GROUNDLESS = "更正公告所更正的结果公告已撤回或者尚未公布：没有现行的结果，在结果公告重新发布之前，本标段不定标。"
CONTRACT_WITHOUT_AWARD = "已有合同公告，但没有现行的结果公告，请与省系统核对。"
OTHER_SUPPLIER = "合同公告的供应商与结果公告不一致，请与省系统核对。"
SEVERAL_LOTS = "合同包含多个标段，合同金额为各标段合计。"
WRONG_CODE = "供应商“{name}”的统一社会信用代码校验不通过，请与省系统核对。"
ABOVE_BUDGET = "供应商“{name}”的金额高于标段预算，请与省系统核对。"


@dataclass(frozen=True)
class Remark:
    """One sentence and how serious it is."""

    text: str
    tone: Literal["info", "warning"]


def remarks_on(
    result: LotResult,
    awards: Sequence[Award],
    contract: LotContract | None,
    versions: Mapping[int, AnnouncementVersion],
    *,
    named_by: Iterable[int],
) -> list[Remark]:
    """Return what is to be said of a lot whose awards in force and contract these are.

    `named_by` are the keys of all versions, of `versions`, that ever awarded the lot.
    """
    return [
        *_on_correction(result, versions),
        *_on_missing_result(result, [versions[pk].announcement for pk in named_by]),
        *_on_awards(result, awards),
        *_on_contract(awards, contract, versions),
    ]


def _on_correction(result: LotResult, versions: Mapping[int, AnnouncementVersion]) -> list[Remark]:
    if result.awarded_by_id is None or result.decided_by_id is None:
        return []
    if result.awarded_by_id != result.decided_by_id:
        return [Remark(CORRECTED, "info")]
    is_correction = versions[result.decided_by_id].announcement.type == Announcement.Type.RESULT_CORRECTION
    return [Remark(NEWLY_NAMED, "info")] if is_correction else []


def _on_missing_result(result: LotResult, announcements: Iterable[Announcement]) -> list[Remark]:
    """Say why a correction in force decides nothing."""
    is_corrected = any(one.type == Announcement.Type.RESULT_CORRECTION and one.is_published for one in announcements)
    return [Remark(GROUNDLESS, "warning")] if is_corrected and result.status == LotResult.Status.PENDING else []


def _on_awards(result: LotResult, awards: Sequence[Award]) -> list[Remark]:
    budget = result.lot.budget
    wrong = [award for award in awards if not award.has_valid_credit_code]
    dear = [award for award in awards if budget is not None and award.amount is not None and award.amount > budget]
    return [
        *(Remark(WRONG_CODE.format(name=award.supplier_name), "warning") for award in wrong),
        *(Remark(ABOVE_BUDGET.format(name=award.supplier_name), "warning") for award in dear),
    ]


def _on_contract(
    awards: Sequence[Award], contract: LotContract | None, versions: Mapping[int, AnnouncementVersion]
) -> list[Remark]:
    if contract is None:
        return []
    found = []
    if not awards:
        found.append(Remark(CONTRACT_WITHOUT_AWARD, "warning"))
    elif contract.credit_code not in {award.credit_code for award in awards}:
        found.append(Remark(OTHER_SUPPLIER, "warning"))
    if len(versions[contract.version_id].lot_nos) != 1:
        found.append(Remark(SEVERAL_LOTS, "info"))
    return found
