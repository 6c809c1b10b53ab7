"""What the sheet of each format asks for, its tables apart."""

from collections.abc import Mapping
from typing import Any

from django import forms

from apps.acceptance.codes import Method
from apps.announcements.changes.inspecting import shown_moment
from apps.announcements.drafts.forms.fields import (
    amount,
    choice,
    credit_code,
    day,
    line,
    lot_choices,
    lots,
    moment,
    text,
    whole,
)
from apps.announcements.facts import ChangeSubject
from apps.announcements.formats import change, tender
from apps.announcements.formats.about import About
from apps.announcements.formats.lots import LotState
from apps.announcements.periods import LONGEST_NOTICE
from apps.announcements.wording import TENDERS


class DraftForm(forms.Form):
    """What every format asks for: the title, other matters, whom to ask."""

    use_required_attribute = False

    title = line("公告标题")
    remarks = text("其他补充事宜", help_text="没有的留空，公告中写“无”。")
    purchaser_contact = line("采购人联系人", most=100)
    purchaser_phone = line("采购人联系电话", most=50)
    purchaser_address = line("采购人地址")
    agency_contact = line("代理机构联系人", most=100)
    agency_phone = line("代理机构联系电话", most=50)
    agency_address = line("代理机构地址")
    contact_name = line("项目联系人", most=100)
    contact_phone = line("项目联系电话", most=50)

    def __init__(self, *args: Any, about: About, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.about = about

    def offer_lots(self, *states: LotState) -> None:
        """Offer the lots in these states, and those that were chosen when they still were."""
        chosen = set(self.initial.get("lot_nos") or ())
        allowed = {lot.lot_no for lot in self.about.lots_that_are(*states)}
        offered = [lot for lot in self.about.lots if lot.lot_no in allowed | chosen]
        self.fields["lot_nos"].choices = lot_choices(offered)  # type: ignore[attr-defined]


class TenderForm(DraftForm):
    """招标公告, 竞争性谈判（竞争性磋商、询价）公告."""

    lot_nos = lots()
    requirement = text("采购需求", rows=5)
    contract_term = line("合同履行期限", most=500)
    accepts_consortium = forms.BooleanField(label="接受联合体投标", required=False)
    policy_requirements = text("落实政府采购政策需满足的资格要求")
    special_requirements = text("本项目的特定资格要求", help_text="没有的写“无”。")
    documents_from = moment("文件获取开始时间")
    documents_until = moment("文件获取截止时间")
    documents_hours = line("每天的获取时段")
    documents_place = line("文件获取地点")
    documents_way = text("文件获取方式", rows=2)
    documents_price = amount("文件售价（元）", may_be_zero=True)
    bid_deadline = moment("投标（响应）截止时间")
    bid_place = line("投标（响应）文件提交地点")
    opening_at = moment("开标（开启）时间")
    opening_place = line("开标（开启）地点")
    notice_working_days = whole("公告期限", most=LONGEST_NOTICE)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_lots(*tender.CHOOSABLE)
        words = self.about.wording
        self.fields["bid_deadline"].label = f"{words.deadline}时间"
        self.fields["opening_at"].label = f"{words.opening}时间"
        self.fields["opening_place"].label = f"{words.opening}地点"
        paper = "投标文件" if self.about.project.method in TENDERS else "响应文件"
        self.fields["bid_place"].label = f"{paper}提交地点"


class SingleSourceForm(TenderForm):
    """单一来源采购公示."""

    single_source_reason = text("采用单一来源采购方式的原因及说明", rows=5)
    supplier_name = line("拟定供应商名称")
    supplier_address = line("拟定供应商地址")
    expert_opinions = text("专业人员论证意见", rows=5, help_text="写明专业人员的姓名、工作单位、职称和意见。")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["notice_working_days"].label = "公示期限"


class ChangeForm(DraftForm):
    """变更公告; a time that stays as it is is left empty."""

    subject = choice("更正事项", ChangeSubject.choices)
    documents_until = moment("文件获取截止时间改为")
    bid_deadline = moment("投标（响应）截止时间改为")
    opening_at = moment("开标（开启）时间改为")
    opening_place = line("开标（开启）地点改为")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = self.about.wording
        self.fields["bid_deadline"].label = f"{words.deadline}时间改为"
        self.fields["opening_at"].label = f"{words.opening}时间改为"
        self.fields["opening_place"].label = f"{words.opening}地点改为"
        if self.about.times is not None:
            for name in (*change.MOMENTS, "opening_place"):
                self.fields[name].help_text = f"现为：{shown_moment(getattr(self.about.times, name))}"


class ResultForm(DraftForm):
    """中标（成交）结果公告."""

    fee_standard = text("代理服务收费标准", rows=2, most=1000)
    fee_amount = amount("代理服务收费金额（元）", may_be_zero=True)
    notice_working_days = whole("公告期限", most=LONGEST_NOTICE)
    enclosures = text("附件", rows=2, help_text="随公告公开的文件名称，没有的留空；文件在“附件文件”中上传。")


class CorrectionForm(DraftForm):
    """结果更正公告: what changes stands in its tables."""


class TerminationForm(DraftForm):
    """终止公告: its lots stand in a table."""


class ContractForm(DraftForm):
    """合同公告."""

    lot_nos = lots()
    contract_no = line("合同编号", most=100)
    contract_name = line("合同名称")
    supplier_name = line("供应商名称")
    supplier_code = credit_code("供应商统一社会信用代码")
    supplier_contact = line("供应商联系人", most=100)
    supplier_phone = line("供应商联系电话", most=50)
    supplier_address = line("供应商地址")
    amount = amount("合同金额（元）")
    signed_on = day("合同签订日期")
    term = text("履约期限、地点等简要信息", most=2000)
    enclosures = text("附件", rows=2, help_text="随公告公开的文件名称，没有的留空；文件在“附件文件”中上传。")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_lots(LotState.AWARDED)


TENDER_FORMS: Mapping[str, type[DraftForm]] = {Method.SINGLE_SOURCE: SingleSourceForm}
FORMS: Mapping[str, type[DraftForm]] = {
    "change": ChangeForm,
    "result": ResultForm,
    "result_correction": CorrectionForm,
    "termination": TerminationForm,
    "contract": ContractForm,
}
