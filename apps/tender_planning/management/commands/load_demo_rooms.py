"""Rooms of the demonstration."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from apps.tender_planning.models import Room

Kind = Room.Kind

# Everything here is made up. Kind, name, address, seats, equipment.
ROOMS = (
    (Kind.OPENING, "开标一室", "方城县示例路1号三楼301", 60, "唱标大屏、录音录像"),
    (Kind.OPENING, "开标二室", "方城县示例路1号三楼303", 30, "唱标大屏、录音录像"),
    (Kind.REMOTE_HALL, "不见面开标大厅", "https://example.com/opening-hall", None, "在线解密、在线唱标"),
    (Kind.EVALUATION, "评标一室", "方城县示例路1号四楼401", 9, "隔离评审机位、录音录像"),
    (Kind.EVALUATION, "评标二室", "方城县示例路1号四楼403", 7, "隔离评审机位、录音录像"),
)


class Command(BaseCommand):
    """Adds what is missing and changes nothing that is there."""

    help = "载入示例场所；可以重复执行。"

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        """Create the rooms by their names; only in the demonstration."""
        if not settings.ENVIRONMENT.is_demo:
            raise CommandError("示例场所是虚构的，只能载入演示环境（DEMO=1）。")
        known = frozenset(Room.objects.values_list("name", flat=True))
        added = [
            Room(kind=kind, name=name, address=address, seats=seats, equipment=equipment)
            for kind, name, address, seats, equipment in ROOMS
            if name not in known
        ]
        for room in added:
            room.full_clean()
            room.save(force_insert=True)
        self.stdout.write(f"示例场所：新增 {len(added)} 个，已有 {len(ROOMS) - len(added)} 个。")
