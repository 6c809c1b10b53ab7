"""An announcement as a line of a list, and with everything that its page shows."""

from typing import Any

from django.db import models
from rest_framework import serializers

from apps.acceptance.codes import Kind, Method
from apps.announcements.models import Announcement, AnnouncementVersion
from apps.announcements.open_data.api.fact_serializers import FactsField
from apps.announcements.open_data.api.fields import AddressField, AmountField, CodedField, MomentField
from apps.announcements.open_data.reading import AnnouncementState


class StepState(models.TextChoices):
    """How far a step of a project is."""

    DONE = "done", "已完成"
    CURRENT = "current", "进行中"
    WAITING = "waiting", "未开始"
    BLOCKED = "blocked", "已停止"


class StateField(CodedField):
    """Whether an announcement is in force."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(AnnouncementState, source="is_withdrawn", read_only=True, **kwargs)

    def to_representation(self, value: Any) -> dict[str, str]:
        """Write it."""
        return super().to_representation(AnnouncementState.WITHDRAWN if value else AnnouncementState.IN_FORCE)


class ProjectReferenceSerializer(serializers.Serializer[Any]):
    """The project of an announcement."""

    project_no = serializers.CharField(help_text="项目编号")
    name = serializers.CharField(help_text="项目名称")
    url = AddressField("open_data:project", "project_no", help_text="项目接口地址")


class AnnouncementRowSerializer(serializers.Serializer[Announcement]):
    """公告的主要字段."""

    announcement_no = serializers.CharField(help_text="公告编号")
    type = CodedField(Announcement.Type, help_text="公告类型")
    title = serializers.CharField(help_text="标题")
    state = StateField(help_text="效力")
    origin = CodedField(Announcement.Origin, help_text="来源系统")
    is_sample = serializers.BooleanField(help_text="是否示例数据（内容均为虚构）")
    project = ProjectReferenceSerializer(help_text="所属项目")
    method = CodedField(Method, help_text="采购方式")
    kind = CodedField(Kind, help_text="采购对象")
    purchaser_name = serializers.CharField(help_text="采购人")
    agency_name = serializers.CharField(help_text="采购代理机构")
    budget = AmountField(allow_null=True, help_text="预算金额（元）")
    amount = AmountField(allow_null=True, help_text="成交或合同金额（元）")
    bid_deadline = MomentField(
        allow_null=True, help_text="现行的投标（响应文件提交）截止时间；经审核的变更公告调整过的为调整后的时间"
    )
    first_published_at = MomentField(help_text="首次发布时间，法定期限由此起算")
    published_at = MomentField(help_text="本平台发布时间")
    withdrawn_at = MomentField(allow_null=True, help_text="撤回时间；未撤回为空")
    withdrawal_reason = serializers.CharField(help_text="撤回原因；只有本平台的公告写明，其他为空字符串")
    url = AddressField("open_data:announcement", "announcement_no", help_text="本公告接口地址")
    page_url = AddressField("announcements:detail", "pk", help_text="公告网页地址")


class AttachmentSerializer(serializers.Serializer[Any]):
    """附件."""

    name = serializers.CharField(help_text="文件名")
    size = serializers.IntegerField(source="attachment.size", help_text="字节数")
    media_type = serializers.CharField(help_text="类型")
    sm3 = serializers.CharField(source="attachment.sm3", help_text="SM3 摘要")
    is_available = serializers.BooleanField(
        source="attachment.is_stored", help_text="本平台是否已取得；未取得的地址暂时返回 404，本平台公告的附件都已取得"
    )
    url = AddressField("announcements:attachment", "pk", help_text="下载地址")


class HashesSerializer(serializers.Serializer[Any]):
    """By what a copy can be checked."""

    original_sm3 = serializers.CharField(source="body_sm3", help_text="正文原文的 SM3")
    shown_sm3 = serializers.CharField(source="body_safe_sm3", help_text="text_html 的 SM3")


class VersionSerializer(serializers.Serializer[AnnouncementVersion]):
    """One version of an announcement with its text."""

    version = serializers.IntegerField(help_text="版本号")
    title = serializers.CharField(help_text="标题")
    lot_nos = serializers.ListField(child=serializers.CharField(), help_text="所涉标段号")
    source_url = serializers.CharField(help_text="公告来源地址")
    first_published_at = MomentField(help_text="本版载明的首次发布时间")
    received_at = MomentField(help_text="本平台取得时间")
    published_at = MomentField(source="publication.published_at", help_text="本版公开时间")
    facts = FactsField(help_text="公告要素")
    text_html = serializers.CharField(source="body_safe", help_text="正文（HTML，已去除脚本等可执行内容）")
    hashes = HashesSerializer(source="*", help_text="摘要")
    attachments = AttachmentSerializer(source="references.all", many=True, help_text="附件")


class VersionReferenceSerializer(serializers.Serializer[Any]):
    """A version and where to read it."""

    version = serializers.IntegerField(help_text="版本号")
    published_at = MomentField(source="publication.published_at", help_text="公开时间")
    url = AddressField("open_data:version", "announcement.announcement_no", "version", help_text="本版接口地址")
    page_url = AddressField("announcements:version", "announcement.pk", "version", help_text="本版网页地址")


class RelativeSerializer(serializers.Serializer[Announcement]):
    """An announcement that another one follows, or is followed by."""

    announcement_no = serializers.CharField(help_text="公告编号")
    type = CodedField(Announcement.Type, help_text="公告类型")
    title = serializers.CharField(help_text="标题")
    state = StateField(help_text="效力")
    first_published_at = MomentField(help_text="首次发布时间")
    url = AddressField("open_data:announcement", "announcement_no", help_text="接口地址")


class LotSerializer(serializers.Serializer[Any]):
    """标段（包）."""

    lot_no = serializers.CharField(help_text="标段号")
    name = serializers.CharField(help_text="标段名称")
    category_code = serializers.CharField(help_text="政府采购品目编码")
    quantity = AmountField(allow_null=True, help_text="数量")
    unit = serializers.CharField(help_text="单位")
    budget = AmountField(allow_null=True, help_text="预算金额（元）")
    ceiling_price = AmountField(allow_null=True, help_text="最高限价（元）")
    unified_deal_code = serializers.CharField(allow_null=True, help_text="统一交易标识码")


class MovedTimeSerializer(serializers.Serializer[Any]):
    """A time or place of this tender announcement that an approved change has set."""

    name = serializers.CharField(help_text="字段名，与公告要素中的相同")
    label = serializers.CharField(help_text="名称")  # type: ignore[assignment]
    value = serializers.CharField(help_text="现行的时间或地点")
    by = RelativeSerializer(help_text="作出调整的变更公告")


class ConfirmedTimeSerializer(serializers.Serializer[Any]):
    """A time or place that this change has set, as the center approved it."""

    name = serializers.CharField(help_text="字段名")
    label = serializers.CharField(help_text="名称")  # type: ignore[assignment]
    before = serializers.CharField(help_text="调整前")
    after = serializers.CharField(help_text="调整后")


class StepSerializer(serializers.Serializer[Any]):
    """A step of the project."""

    label = serializers.CharField(help_text="环节")  # type: ignore[assignment]
    state = CodedField(StepState, help_text="状态")
    at = MomentField(allow_null=True, help_text="时间")
    note = serializers.CharField(help_text="说明")


class AnnouncementDocumentSerializer(serializers.Serializer[Any]):
    """公告网页上的全部内容."""

    announcement = AnnouncementRowSerializer(help_text="公告")
    version = VersionSerializer(help_text="所读的版本")
    is_current = serializers.BooleanField(help_text="所读的是否最新公开版本")
    versions = VersionReferenceSerializer(many=True, help_text="全部公开版本，新的在前")
    lots = LotSerializer(many=True, help_text="本公告所含标段")
    times_in_force = MovedTimeSerializer(many=True, help_text="采购公告载明、后经变更公告调整的时间和地点")
    confirmed_times = ConfirmedTimeSerializer(many=True, help_text="变更公告经审核确认的时间和地点")
    follows = RelativeSerializer(allow_null=True, help_text="所更正或承接的公告")
    followed_by = RelativeSerializer(many=True, help_text="更正或承接本公告的公告，旧的在前")
    progress = StepSerializer(many=True, help_text="项目进度")
