"""What 是否加密 and 是否不见面开标 ask for before 立项信息 is right."""

from dataclasses import dataclass

from apps.acceptance.models import Project
from apps.acceptance.rules import REMOTE_NEEDS_ENCRYPTION
from apps.tender_planning.models import ProjectSetup, Room

Problems = dict[str, list[str]]


@dataclass(frozen=True)
class SetupFacts:
    """How bids are handed in and opened, and where."""

    is_encrypted: bool
    is_remote_opening: bool
    decryption_minutes: int | None
    room: Room | None
    remarks: str = ""


def facts_of(project: Project, setup: ProjectSetup) -> SetupFacts:
    """Return what is stored."""
    return SetupFacts(
        is_encrypted=project.is_encrypted,
        is_remote_opening=project.is_remote_opening,
        decryption_minutes=setup.decryption_minutes,
        room=setup.room,
        remarks=setup.remarks,
    )


def contradictions(facts: SetupFacts) -> Problems:
    """Return, by field, what may not even be stored."""
    problems: Problems = {}
    if facts.is_remote_opening and not facts.is_encrypted:
        problems["is_encrypted"] = [REMOTE_NEEDS_ENCRYPTION]
    if facts.room is not None and facts.room.kind != opening_place(is_remote=facts.is_remote_opening):
        problems[room_field(facts)] = [f"“{facts.room}”是{facts.room.get_kind_display()}，不能用于这种开标方式。"]
    return problems


def omissions(facts: SetupFacts) -> Problems:
    """Return, by field, what is still missing: 核对 and issuing insist on it."""
    problems: Problems = {}
    if facts.is_encrypted and facts.decryption_minutes is None:
        problems["decryption_minutes"] = ["投标（响应）文件加密的，须规定解密时限。"]
    if facts.room is None:
        manner = "不见面开标" if facts.is_remote_opening else "现场开标"
        problems[room_field(facts)] = [f"{manner}须选择{opening_place(is_remote=facts.is_remote_opening).label}。"]
    elif not facts.room.is_active:
        problems[room_field(facts)] = [f"“{facts.room}”已停用，请另选。"]
    return problems


def opening_place(*, is_remote: bool) -> Room.Kind:
    """Return which kind of place the opening needs."""
    return Room.Kind.REMOTE_HALL if is_remote else Room.Kind.OPENING


def room_field(facts: SetupFacts) -> str:
    """Return the name of the field in which that place is chosen."""
    return "hall" if facts.is_remote_opening else "opening_room"
