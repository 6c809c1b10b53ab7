"""立项信息 as it is frozen when a version is issued."""

from typing import Any

from apps.tender_planning.models import Planning, ProjectSetup

LABELS: dict[str, str] = {
    "is_encrypted": "是否加密",
    "is_remote_opening": "是否不见面开标",
    "decryption_minutes": "解密时限（分钟）",
    "room": "开标场所",
    "room_kind": "场所类别",
    "room_address": "地址或网址",
    "remarks": "备注",
}


def snapshot(planning: Planning) -> dict[str, Any]:
    """Return how bids are handed in and opened, and where."""
    setup = ProjectSetup.objects.select_related("room").get(planning=planning)
    room = setup.room
    return {
        "is_encrypted": planning.project.is_encrypted,
        "is_remote_opening": planning.project.is_remote_opening,
        "decryption_minutes": setup.decryption_minutes,
        "room": room.name if room else "",
        "room_kind": room.kind if room else "",
        "room_address": room.address if room else "",
        "remarks": setup.remarks,
    }
