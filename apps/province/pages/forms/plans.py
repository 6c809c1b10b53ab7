"""采购计划备案: the plan and its table of items, filled in as one form."""

from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict

from apps.province.choices import Kind, Method, OrganisationForm, TradingCenter
from apps.province.filings import PlanFiling
from apps.province.models import Organisation, Plan
from apps.province.pages.forms.fields import amount_field, yes_no_field
from apps.province.wire_types import read_document

MAX_ITEMS = 200


class OrganisationField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic at run time
    """A choice among the registered purchasers or agencies."""

    def __init__(self, role: Organisation.Role, label: str) -> None:
        super().__init__(
            Organisation.objects.filter(role=role), label=label, to_field_name="uscc", empty_label="请选择"
        )

    def label_from_instance(self, obj: Organisation) -> str:
        """Show the name with the code, for names are alike."""
        return f"{obj.name}（{obj.uscc}）"


class PlanForm(forms.Form):
    """The head of a plan."""

    title = forms.CharField(label="计划名称", max_length=600)
    purchaser = OrganisationField(Organisation.Role.PURCHASER, "采购人")
    agency = OrganisationField(Organisation.Role.AGENCY, "代理机构")
    trading_center = forms.ChoiceField(
        label="交易平台",
        choices=TradingCenter.choices,
        help_text="备案后，限额以上的计划将推送到所选的交易中心系统。",
    )
    method = forms.ChoiceField(label="采购方式", choices=[("", "请选择"), *Method.choices])
    organisation_form = forms.ChoiceField(label="组织形式", choices=[("", "请选择"), *OrganisationForm.choices])
    kind = forms.ChoiceField(label="项目类别", choices=[("", "请选择"), *Kind.choices])
    budget = amount_field("预算金额（元）")
    fund_source = forms.CharField(label="资金来源", max_length=200, required=False)
    above_threshold = yes_no_field("是否限额以上", "限额以下的计划只在本系统备案，不推送。")
    sme_reserved = yes_no_field("专门面向中小企业")
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class PlanItemForm(forms.Form):
    """One line of a plan."""

    category_code = forms.RegexField(
        r"^[A-C]\d{1,8}$", label="品目编码", error_messages={"invalid": "应为字母 A、B、C 加至多 8 位数字"}
    )
    name = forms.CharField(label="标的名称", max_length=200)
    quantity = amount_field("数量", min_value=Decimal("0.000001"))
    unit = forms.CharField(label="单位", max_length=20)
    budget = amount_field("预算（元）")


class BasePlanItemFormSet(forms.BaseFormSet):  # type: ignore[type-arg]  # not generic at run time
    """The lines of a plan."""

    default_error_messages = {
        "too_many_forms": "最多 %(num)d 条明细。",
        "too_few_forms": "至少 %(num)d 条明细。",
    }


PlanItemFormSet = forms.formset_factory(
    PlanItemForm,
    formset=BasePlanItemFormSet,
    extra=0,
    min_num=1,
    validate_min=True,
    max_num=MAX_ITEMS,
    validate_max=True,
    can_delete=True,
)


class PlanEditor:
    """The two halves of the page, which are right or wrong together."""

    def __init__(self, *, data: QueryDict | None = None, plan: Plan | None = None) -> None:
        self.form = PlanForm(data, initial=_initial(plan))
        self.items = PlanItemFormSet(
            data,
            prefix="items",
            initial=[
                {
                    "category_code": item.category_code,
                    "name": item.name,
                    "quantity": _plain(item.quantity),
                    "unit": item.unit,
                    "budget": _plain(item.budget),
                }
                for item in plan.lines()
            ]
            if plan
            else None,
        )

    def is_valid(self) -> bool:
        """Check both halves, and that the lines make up the budget."""
        if not (self.form.is_valid() & self.items.is_valid()):
            return False
        total = sum((line["budget"] for line in self._lines()), Decimal(0))
        if total != self.form.cleaned_data["budget"]:
            self.form.add_error("budget", f"采购明细的预算合计为 {total:,.2f} 元，须与预算金额一致")
        return self.form.is_valid()

    @property
    def expected_version(self) -> int | None:
        """The version that the page was opened with."""
        version: int | None = self.form.cleaned_data["version"]
        return version

    def filing(self, *, handler: str) -> PlanFiling:
        """Return what was filled in. Raises InvalidDocument where the exchange is stricter than the form."""
        fields = {name: value for name, value in self.form.cleaned_data.items() if name != "version"}
        fields["purchaser"] = fields["purchaser"].as_party()
        fields["agency"] = fields["agency"].as_party()
        return read_document(PlanFiling, {**fields, "handler": handler, "items": self._lines()})

    def _lines(self) -> list[dict[str, Any]]:
        return [
            {name: value for name, value in form.cleaned_data.items() if name != "DELETE"}
            for form in self.items.forms
            if form not in self.items.deleted_forms
        ]


def _initial(plan: Plan | None) -> dict[str, Any]:
    if plan is None:
        return {
            "trading_center": TradingCenter.FANGCHENG,
            "organisation_form": OrganisationForm.DECENTRALISED,
            "fund_source": "财政预算资金",
            "above_threshold": True,
            "sme_reserved": False,
        }
    return {
        "title": plan.title,
        "purchaser": plan.purchaser["uscc"],
        "agency": plan.agency["uscc"],
        "trading_center": plan.trading_center,
        "method": plan.method,
        "organisation_form": plan.organisation_form,
        "kind": plan.kind,
        "budget": _plain(plan.budget),
        "fund_source": plan.fund_source,
        "above_threshold": plan.above_threshold,
        "sme_reserved": plan.sme_reserved,
        "version": plan.version,
    }


def _plain(amount: Decimal) -> str:
    """Write a stored number as a person would type it."""
    return f"{amount.normalize():f}"
