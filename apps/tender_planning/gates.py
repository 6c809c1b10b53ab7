"""When a sheet of the preparation may be edited, and how two people are kept from overwriting each other."""

from datetime import datetime

from apps.acceptance.models import Project
from apps.accounts.models import User
from apps.core.exceptions import StaleState
from apps.tender_planning.exceptions import NotOpen
from apps.tender_planning.models import Planning, Sheet

# 立项信息 and 资费定义 begin with the acceptance; the rest waits for the tender announcement.
OPEN_SINCE_ACCEPTANCE = frozenset({Sheet.Kind.SETUP, Sheet.Kind.FEES})

WAITS_FOR_ANNOUNCEMENT = "采购公告到达本平台后才能编辑这部分内容。"
IN_FORCE = "招标文件已发出，内容不能再修改；确需修改的，须通过变更公告进行。"


def may_edit(planning: Planning, kind: Sheet.Kind) -> bool:
    """Tell whether sheets of this kind are open now."""
    return closed_because(planning, kind) == ""


def closed_because(planning: Planning, kind: Sheet.Kind) -> str:
    """Return why sheets of this kind are closed now, in words; empty when they are open."""
    if planning.project.status != Project.Status.ACCEPTED:
        return f"项目{planning.project.get_status_display()}，不能修改。"
    if planning.is_issued:
        return IN_FORCE
    if planning.status == Planning.Status.LOCKED and kind not in OPEN_SINCE_ACCEPTANCE:
        return WAITS_FOR_ANNOUNCEMENT
    return ""


def revision_of(planning: Planning, kind: Sheet.Kind, subject: str = "") -> int:
    """Return the revision that a page shows and its form sends back; 0 while nobody has saved the sheet."""
    return planning.sheets.filter(kind=kind, subject=subject).values_list("revision", flat=True).first() or 0


def claim(planning: Planning, kind: Sheet.Kind, *, revision: int, user: User, now: datetime, subject: str = "") -> int:
    """Lock the preparation, check that the sheet is open and still as the page showed it, and return its new revision.

    First thing in the transaction of whatever writes a sheet. Two at once: the row of the
    preparation is locked, so the second sees the first's revision and is told.

    Raises NotOpen, StaleState.
    """
    lock_open(planning, kind)
    sheet, _ = Sheet.objects.get_or_create(
        planning=planning, kind=kind, subject=subject, defaults={"changed_at": now, "changed_by": user}
    )
    if sheet.revision != revision:
        raise StaleState(
            f"{sheet.changed_by.full_name}刚刚保存过这部分内容。您填写的内容没有丢失，请对照最新内容后再保存。"
        )
    sheet.revision, sheet.changed_at, sheet.changed_by = revision + 1, now, user
    sheet.save(update_fields=["revision", "changed_at", "changed_by"])
    return sheet.revision


def lock_open(planning: Planning, kind: Sheet.Kind) -> None:
    """Lock the preparation for an act on sheets of this kind. Raises NotOpen with the reason when they are closed."""
    lock(planning)
    refuse_closed(planning, kind)


def refuse_closed(planning: Planning, kind: Sheet.Kind) -> None:
    """Raise NotOpen with the reason when sheets of this kind are closed, by what was read of the preparation."""
    reason = closed_because(planning, kind)
    if reason:
        raise NotOpen(reason)


def lock(planning: Planning) -> None:
    """Lock the rows of the project and the preparation and read them again; the order is always this."""
    project = (
        Project.objects.select_for_update(of=("self",)).select_related("plan", "agency").get(pk=planning.project_id)
    )
    planning.refresh_from_db(from_queryset=Planning.objects.select_for_update(of=("self",)))
    planning.project = project
