"""A project with its lots, periods, timeline and announcements."""

from typing import Any

from rest_framework import serializers

from apps.acceptance.codes import Kind, Method
from apps.announcements.open_data.api.announcement_serializers import (
    AnnouncementRowSerializer,
    LotSerializer,
    StepSerializer,
)
from apps.announcements.open_data.api.fields import AddressField, AmountField, CodedField, MomentField
from apps.announcements.open_data.ocds.identifiers import ocid_of
from apps.announcements.selectors.projects import ProjectLife


class PeriodSerializer(serializers.Serializer[Any]):
    """A period and by which rule it runs."""

    label = serializers.CharField(source="period.label", help_text="事项")  # type: ignore[assignment]
    day = serializers.DateField(source="period.day", help_text="届满之日")
    at = MomentField(source="period.at", allow_null=True, help_text="届满时刻；当日止的为空")
    why = serializers.CharField(source="period.why", help_text="计算依据")
    citation = serializers.CharField(source="period.citation", help_text="法规条款")
    caveat = serializers.CharField(source="period.caveat", help_text="提示")
    is_over = serializers.BooleanField(help_text="是否已过")
    announcement_no = serializers.CharField(source="period.said_by.announcement_no", help_text="载明的公告编号")


class EventSerializer(serializers.Serializer[Any]):
    """Something that happened in the project."""

    at = MomentField(help_text="时间")
    title = serializers.CharField(help_text="事项")
    by = serializers.CharField(help_text="由谁办理")
    text = serializers.CharField(help_text="说明")


class ProjectSerializer(serializers.Serializer[ProjectLife]):
    """项目全过程网页上的内容."""

    project_no = serializers.CharField(source="project.project_no", help_text="项目编号")
    name = serializers.CharField(source="project.name", help_text="项目名称")
    is_sample = serializers.BooleanField(help_text="是否示例数据（内容均为虚构）")
    method = CodedField(Method, source="project.method", help_text="采购方式")
    kind = CodedField(Kind, source="project.kind", help_text="采购对象")
    purchaser_name = serializers.CharField(source="project.purchaser_name", help_text="采购人")
    agency_name = serializers.CharField(source="project.agency.name", help_text="采购代理机构")
    budget = AmountField(source="project.budget", allow_null=True, help_text="预算金额（元）")
    page_url = AddressField("announcements:project", "project.project_no", help_text="项目网页地址")
    ocid = serializers.SerializerMethodField(help_text="OCDS 采购过程标识")
    lots = LotSerializer(many=True, help_text="标段")
    progress = StepSerializer(source="steps", many=True, help_text="项目进度")
    periods = PeriodSerializer(source="due", many=True, help_text="时间和法定期限")
    timeline = EventSerializer(source="events", many=True, help_text="办理过程，先发生的在前")
    announcements = AnnouncementRowSerializer(many=True, help_text="全部公告，旧的在前")

    def get_ocid(self, life: ProjectLife) -> str:
        """Return under what OCDS knows the project."""
        return ocid_of(life.project)
