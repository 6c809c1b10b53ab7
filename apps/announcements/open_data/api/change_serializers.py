"""What changed for the public, line by line."""

from typing import Any

from rest_framework import serializers

from apps.announcements.models import Announcement, PublicEvent
from apps.announcements.open_data.api.fields import AddressField, CodedField, MomentField


class ChangeSerializer(serializers.Serializer[PublicEvent]):
    """一次公开内容的变化."""

    kind = CodedField(PublicEvent.Kind, help_text="发生了什么")
    announcement_no = serializers.CharField(source="announcement.announcement_no", help_text="公告编号")
    type = CodedField(Announcement.Type, source="announcement.type", help_text="公告类型")
    project_no = serializers.CharField(source="announcement.project.project_no", help_text="项目编号")
    version = serializers.SerializerMethodField(help_text="新公开的版本；撤回和更新没有新版本，为空")
    happened_at = MomentField(help_text="发生时间。只供阅读，不能用来续读")
    url = AddressField("open_data:announcement", "announcement.announcement_no", help_text="公告接口地址")

    def get_version(self, event: PublicEvent) -> int | None:
        """Return which version became public."""
        return event.version.version if event.version else None


class ChangesSerializer(serializers.Serializer[Any]):
    """按提交次序排列的变化."""

    results = ChangeSerializer(source="rows", many=True, help_text="变化，先提交的在前")
    next_cursor = serializers.CharField(help_text="下次请求的 after；没有新变化时也返回，请保存")
    has_more = serializers.BooleanField(help_text="是否还有后续，有则可立即再读")
