"""What every format has: whom to ask, other matters, and the names of project, lots and parties."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from apps.announcements.formats.about import About
from apps.announcements.formats.values import Values
from apps.announcements.formats.words import said
from apps.tender_planning.findings import Finding

LONGEST_TITLE = 200

CONTACTS: Mapping[str, str] = {
    "purchaser_contact": "采购人联系人",
    "purchaser_phone": "采购人联系电话",
    "purchaser_address": "采购人地址",
    "agency_contact": "代理机构联系人",
    "agency_phone": "代理机构联系电话",
    "agency_address": "代理机构地址",
    "contact_name": "项目联系人",
    "contact_phone": "项目联系电话",
}


def begin_common(about: About, suffix: str) -> dict[str, Any]:
    """Return the title and the contacts as the project knows them."""
    project, agency = about.project, about.project.agency
    return {
        "title": f"{project.name[: LONGEST_TITLE - len(suffix)]}{suffix}",
        "purchaser_contact": project.purchaser_contact,
        "purchaser_phone": project.purchaser_phone,
        "purchaser_address": project.purchaser_address,
        "agency_contact": agency.contact_name,
        "agency_phone": agency.contact_phone,
        "agency_address": agency.address,
        "contact_name": project.agency_contact,
        "contact_phone": project.agency_phone,
        "remarks": "",
    }


def common_context(values: Values, about: About) -> dict[str, Any]:
    """Return what every text ends with, and the names that stand in it."""
    return {
        "project_no": about.project.project_no,
        "project_name": about.project.name,
        "method": about.project.get_method_display(),
        "purchaser": about.purchaser(values),
        "agency": about.agency(values),
        "contact_name": said(values.get("contact_name")),
        "contact_phone": said(values.get("contact_phone")),
        "remarks": values.get("remarks") or "无",
        "award": about.wording.award,
    }


def missing(values: Values, labels: Mapping[str, str], prefix: str = "") -> Iterator[Finding]:
    """Name what has to be written and is not; zero is written."""
    for name, label in labels.items():
        if values.get(name) in ("", None, []):
            yield error(f"{prefix}{name}", f"请填写{label}。")


def missing_in_common(values: Values) -> Iterator[Finding]:
    """Name what is missing of the title and the contacts."""
    yield from missing(values, {"title": "公告标题", **CONTACTS})


def unknown_lots(chosen: Sequence[str], allowed: Sequence[str], place: str, why: str) -> Iterator[Finding]:
    """Refuse lots that cannot be announced so (any more)."""
    wrong = [number for number in chosen if number not in allowed]
    if wrong:
        yield error(place, f"标段 {'、'.join(wrong)} {why}")


def promised_files(values: Values, about: About) -> Iterator[Finding]:
    """Warn when the text names files that go with it while none is attached."""
    if values.get("enclosures") and not about.files:
        yield warning("enclosures", "写有随公告公开的文件，但还没有上传附件文件，请核对。")


def error(place: str, text: str, article: str = "", code: str = "") -> Finding:
    """Return what stops the submission."""
    return Finding("error", place, text, article, code)


def warning(place: str, text: str, article: str = "") -> Finding:
    """Return what the writer and the reviewer should look at."""
    return Finding("warning", place, text, article)
