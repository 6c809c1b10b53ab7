"""公告要素: what an announcement says apart from its text, typed, one shape for each type."""

from typing import Any

from drf_spectacular.utils import PolymorphicProxySerializer, extend_schema_field
from rest_framework import serializers

from apps.acceptance.codes import Method
from apps.announcements.facts import ChangeSubject, CommitteeRole
from apps.announcements.models import Announcement, AnnouncementVersion
from apps.announcements.open_data.api.fields import AmountField, CodedField, ConstantField, MomentField

Type = Announcement.Type


class PartySerializer(serializers.Serializer[Any]):
    """An organisation as the announcement names it; what it does not say is empty."""

    name = serializers.CharField(help_text="名称")
    credit_code = serializers.CharField(help_text="统一社会信用代码")
    contact = serializers.CharField(help_text="联系人")
    phone = serializers.CharField(help_text="联系电话")
    address = serializers.CharField(help_text="地址")


class ChangedItemSerializer(serializers.Serializer[Any]):
    """更正项."""

    label = serializers.CharField(help_text="更正项")  # type: ignore[assignment]
    before = serializers.CharField(help_text="更正前")
    after = serializers.CharField(help_text="更正后")


class MainItemSerializer(serializers.Serializer[Any]):
    """主要标的信息."""

    name = serializers.CharField(help_text="名称")
    brand = serializers.CharField(help_text="品牌")
    model = serializers.CharField(help_text="规格型号")
    quantity = serializers.CharField(help_text="数量（公告原文）")
    unit_price = AmountField(allow_null=True, help_text="单价（元）")


class AwardedLotSerializer(serializers.Serializer[Any]):
    """To whom a lot went."""

    lot_no = serializers.CharField(help_text="标段号")
    supplier = PartySerializer(help_text="中标（成交）供应商")
    amount = AmountField(allow_null=True, help_text="中标（成交）金额（元）；按费率成交的为空")
    rate = serializers.CharField(help_text="费率、下浮率等（公告原文）")
    score = AmountField(allow_null=True, help_text="评审得分")
    main_items = MainItemSerializer(many=True, help_text="主要标的")


class ExpertSerializer(serializers.Serializer[Any]):
    """A member of the committee, as the result announcement names it."""

    name = serializers.CharField(help_text="姓名（结果公告公开的）")
    role = CodedField(CommitteeRole, help_text="身份")
    is_chair = serializers.BooleanField(help_text="是否组长")


class TerminatedLotSerializer(serializers.Serializer[Any]):
    """A lot that came to nothing."""

    lot_no = serializers.CharField(help_text="标段号")
    reason = serializers.CharField(help_text="终止原因")


class TenderFactsSerializer(serializers.Serializer[Any]):
    """采购公告."""

    type = ConstantField(Type.TENDER, help_text="公告类型")
    method = CodedField(Method, help_text="采购方式")
    budget = AmountField(help_text="预算金额（元）")
    ceiling_price = AmountField(allow_null=True, help_text="最高限价（元）")
    documents_from = MomentField(help_text="采购文件获取开始时间")
    documents_until = MomentField(help_text="采购文件获取截止时间")
    documents_price = AmountField(help_text="采购文件售价（元），0 为免费")
    bid_deadline = MomentField(help_text="投标（响应文件提交）截止时间")
    opening_at = MomentField(help_text="开标（开启）时间")
    opening_place = serializers.CharField(help_text="开标（开启）地点")
    notice_working_days = serializers.IntegerField(help_text="公告期限（工作日）")
    accepts_consortium = serializers.BooleanField(help_text="是否接受联合体")
    purchaser = PartySerializer(help_text="采购人")
    agency = PartySerializer(help_text="采购代理机构")
    contact_name = serializers.CharField(help_text="项目联系人")
    contact_phone = serializers.CharField(help_text="项目联系电话")


class ChangeFactsSerializer(serializers.Serializer[Any]):
    """变更公告."""

    type = ConstantField(Type.CHANGE, help_text="公告类型")
    subject = CodedField(ChangeSubject, help_text="更正事项")
    items = ChangedItemSerializer(many=True, help_text="更正内容")
    is_postponed = serializers.BooleanField(help_text="是否延期")
    bid_deadline = MomentField(allow_null=True, help_text="公告载明的新截止时间；不变为空")
    opening_at = MomentField(allow_null=True, help_text="公告载明的新开标时间；不变为空")


class ResultFactsSerializer(serializers.Serializer[Any]):
    """结果公告."""

    type = ConstantField(Type.RESULT, help_text="公告类型")
    lots = AwardedLotSerializer(many=True, help_text="各标段结果")
    experts = ExpertSerializer(many=True, help_text="评审专家名单")
    fee_standard = serializers.CharField(help_text="代理服务收费标准")
    fee_amount = AmountField(help_text="代理服务费（元）")
    notice_working_days = serializers.IntegerField(help_text="公告期限（工作日）")


class CorrectionFactsSerializer(serializers.Serializer[Any]):
    """结果更正公告."""

    type = ConstantField(Type.RESULT_CORRECTION, help_text="公告类型")
    items = ChangedItemSerializer(many=True, help_text="更正内容")
    lots = AwardedLotSerializer(many=True, help_text="更正后的标段结果，只含有变动的标段")


class TerminationFactsSerializer(serializers.Serializer[Any]):
    """终止公告."""

    type = ConstantField(Type.TERMINATION, help_text="公告类型")
    lots = TerminatedLotSerializer(many=True, help_text="终止的标段")


class ContractFactsSerializer(serializers.Serializer[Any]):
    """合同公告."""

    type = ConstantField(Type.CONTRACT, help_text="公告类型")
    contract_no = serializers.CharField(help_text="合同编号")
    name = serializers.CharField(help_text="合同名称")
    purchaser = PartySerializer(help_text="采购人（甲方）")
    supplier = PartySerializer(help_text="供应商（乙方）")
    amount = AmountField(help_text="合同金额（元）")
    signed_on = serializers.DateField(help_text="合同签订日期")
    term = serializers.CharField(help_text="履约期限")


FACTS: dict[str, type[serializers.Serializer[Any]]] = {
    Type.TENDER: TenderFactsSerializer,
    Type.CHANGE: ChangeFactsSerializer,
    Type.RESULT: ResultFactsSerializer,
    Type.RESULT_CORRECTION: CorrectionFactsSerializer,
    Type.TERMINATION: TerminationFactsSerializer,
    Type.CONTRACT: ContractFactsSerializer,
}
# Kept for all facts: to set one up takes as long as to write with it.
_WRITERS = {name: serializer() for name, serializer in FACTS.items()}


@extend_schema_field(
    PolymorphicProxySerializer(
        component_name="AnnouncementFacts",
        serializers={str(name): serializer for name, serializer in FACTS.items()},
        resource_type_field_name="type",
    )
)
class FactsField(serializers.Field[AnnouncementVersion, Any, dict[str, Any], Any]):
    """What a version says, in the shape of its type."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(source="*", read_only=True, **kwargs)

    def to_representation(self, value: AnnouncementVersion) -> dict[str, Any]:
        """Write the facts."""
        return dict(_WRITERS[value.announcement.type].to_representation(value.table))
