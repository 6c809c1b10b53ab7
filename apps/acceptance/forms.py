"""What the agency's pages ask for. Forms check shape and sense; they store nothing."""

import unicodedata
from collections.abc import Mapping, Sequence
from copy import copy
from datetime import date, timedelta
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils import timezone

from apps.acceptance import rules
from apps.acceptance.codes import Kind, Method, OrganisationForm, PaperKind
from apps.acceptance.form_fields import AmountField, CreditCodeField, validate_lot_no, validate_phone
from apps.acceptance.models import Project
from apps.acceptance.services.projects import LotFacts
from apps.core.number_fields import FigureField
from apps.core.unseen_characters import refuse_unseen_characters

# The fields in the order of the page: 计划与项目基本信息, 受理信息, and those of a 标段.
BASICS = (
    "name",
    "method",
    "organisation_form",
    "kind",
    "budget",
    "fund_source",
    "is_sme_reserved",
    "purchaser_name",
    "purchaser_credit_code",
    "purchaser_contact",
    "purchaser_phone",
    "purchaser_address",
)
ACCEPTANCE = (
    "agency_contact",
    "agency_phone",
    "planned_announcement_date",
    "accepts_consortium",
    "is_import_allowed",
    "is_encrypted",
    "is_remote_opening",
    "requirement_summary",
    "remarks",
)
CODES = {"method": Method, "organisation_form": OrganisationForm, "kind": Kind}
# How far 拟发布公告日期 may lie from today: beyond it somebody mistyped the year.
LONGEST_PAST = timedelta(days=365)
LONGEST_FUTURE = timedelta(days=3 * 365)
LOT_FACTS = ("lot_no", "name", "category_code", "quantity", "unit", "budget", "ceiling_price")


class SearchForm(forms.Form):
    """The query of a list."""

    q = forms.CharField(label="搜索", max_length=100, required=False)


class ProjectListForm(SearchForm):
    """The query of the list of projects."""

    status = forms.ChoiceField(
        label="状态",
        choices=Project.Status,
        required=False,
        error_messages={"invalid_choice": "没有“%(value)s”这种状态。"},
    )
    plan = forms.BooleanField(label="计划有变更", required=False)


class StartForm(forms.Form):
    """是否选择计划."""

    from_plan = forms.TypedChoiceField(
        label="是否选择计划",
        choices=[("yes", "是，选择省采购系统已备案的计划"), ("no", "否，手工填写项目信息")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": "请选择“是”或“否”。"},
    )


class PickForm(forms.Form):
    """The plan that was pressed in the picker."""

    plan_no = forms.CharField(max_length=64)


class RevisionForm(forms.Form):
    """The revision of the project that the page showed."""

    revision = forms.IntegerField(min_value=1)


class AdoptForm(RevisionForm):
    """The revision of the project and the version of the plan that the page compared."""

    plan_version = forms.IntegerField(min_value=1)


class CancelForm(forms.Form):
    """Why a project is given up."""

    reason = forms.CharField(
        label="取消原因",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "请写明取消的原因。"},
    )


class PaperForm(forms.Form):
    """A paper to attach."""

    kind = forms.ChoiceField(
        label="材料类别", choices=[("", "请选择"), *PaperKind.choices], error_messages={"required": "请选择材料类别。"}
    )
    file = forms.FileField(
        label="文件",
        help_text="PDF、OFD、Word、Excel 或图片，每个不超过 50 MB。",
        error_messages={"required": "请选择要上传的文件。", "empty": "文件是空的，请检查后重新选择。"},
    )


class DraftMixin(forms.BaseForm):
    """A form of a draft: it may be incomplete, and the page marks what a submission will ask for."""

    required_to_submit: ClassVar[Sequence[str]]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.CharField):
                refuse_unseen_characters(field)
        for name in self.required_to_submit:
            self.fields[name].required = True
            self.fields[name].widget.attrs["aria-required"] = "true"

    def full_clean(self) -> None:
        """Check the shape of what was entered, complete or not."""
        marked = [self.fields[name] for name in self.required_to_submit if name in self.fields]
        for field in marked:
            field.required = False
        super().full_clean()
        for field in marked:
            field.required = True

    def show_problems(self, name: str, messages: Sequence[str]) -> None:
        """Show what a rule found at a field, or above the form when the field is not on the page."""
        place = name if name in self.fields else NON_FIELD_ERRORS
        self.errors.setdefault(place, self.error_class()).extend(messages)


class ProjectForm(DraftMixin, forms.ModelForm[Project]):
    """基本信息 and 受理信息 of a project, without what the plan rules."""

    required_to_submit = rules.REQUIRED
    use_required_attribute = False

    revision = forms.IntegerField(label="修订号", min_value=1, widget=forms.HiddenInput)

    class Meta:
        model = Project
        fields = [*BASICS, *ACCEPTANCE]
        field_classes = {"budget": AmountField, "purchaser_credit_code": CreditCodeField}
        widgets = {
            "budget": forms.TextInput(attrs={"data-sum-limit-for": "lots"}),
            "planned_announcement_date": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "requirement_summary": forms.Textarea(attrs={"rows": 5}),
            "remarks": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, data: Mapping[str, Any] | None = None, *, project: Project) -> None:
        # A model form writes what was typed into its instance; the page still shows the stored project.
        super().__init__(data, instance=copy(project), initial={"revision": project.revision})
        for name in project.read_only_fields():
            del self.fields[name]
        for name, codes in CODES.items():
            field = self.fields.get(name)
            if isinstance(field, forms.ChoiceField):
                field.choices = [("", "请选择"), *codes.choices]
        for name in ("purchaser_phone", "agency_phone"):
            self.fields[name].validators.append(validate_phone)

    def clean_planned_announcement_date(self) -> date | None:
        """Refuse a day in a year that nobody can mean."""
        planned: date | None = self.cleaned_data["planned_announcement_date"]
        today = timezone.localdate()
        first, last = today - LONGEST_PAST, today + LONGEST_FUTURE
        if planned and not first <= planned <= last:
            raise ValidationError(f"请填写 {first:%Y-%m-%d} 至 {last:%Y-%m-%d} 之间的日期。", code="out_of_range")
        return planned

    def facts(self) -> dict[str, Any]:
        """Return what was entered, by the project's field names."""
        return {name: value for name, value in self.cleaned_data.items() if name != "revision"}

    def basics(self) -> list[forms.BoundField]:
        """Return the fields of 项目基本信息 that can be changed."""
        return [self[name] for name in BASICS if name in self.fields]

    def acceptance(self) -> list[forms.BoundField]:
        """Return the fields of 受理信息."""
        return [self[name] for name in ACCEPTANCE]


class LotForm(DraftMixin, forms.Form):
    """One 标段."""

    required_to_submit = rules.REQUIRED_OF_LOT

    id = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    lot_no = forms.CharField(label="标段号", max_length=50, validators=[validate_lot_no])
    name = forms.CharField(label="标段名称", max_length=600)
    category_code = forms.CharField(
        label="品目编码",
        max_length=64,
        widget=forms.TextInput(attrs={"list": "category-codes", "autocomplete": "off"}),
    )
    quantity = FigureField(label="数量")
    unit = forms.CharField(label="单位", max_length=200)
    budget = AmountField(label="预算金额（元）", widget=forms.TextInput(attrs={"data-sum-item": "lots"}))
    ceiling_price = AmountField(label="最高限价（元）", required=False)

    def clean_lot_no(self) -> str:
        """Insist on a number: even a draft keeps its lots apart by it."""
        lot_no = str(self.cleaned_data["lot_no"])
        if not lot_no:
            raise ValidationError("请填写标段号。", code="required")
        return lot_no

    def clean(self) -> dict[str, Any]:
        """Check the ceiling price against the lot's budget (令87 第十二条)."""
        entered = super().clean() or self.cleaned_data
        budget, ceiling_price = entered.get("budget"), entered.get("ceiling_price")
        if budget is not None and ceiling_price is not None and ceiling_price > budget:
            self.add_error("ceiling_price", "最高限价不得超过标段预算。")
        return entered

    def facts(self) -> LotFacts:
        """Return what was entered in the row."""
        entered = self.cleaned_data
        return LotFacts(pk=entered["id"], **{name: entered[name] for name in LOT_FACTS})


class BaseLotFormSet(forms.BaseFormSet[LotForm]):
    """The 标段 of a project."""

    default_error_messages = {
        "too_many_forms": "最多 %(num)d 个标段。",
        "too_few_forms": "至少 %(num)d 个标段。",
    }

    def clean(self) -> None:
        """Refuse a table that lost rows on its way, and two lots with the same number, however it is written."""
        if self.total_form_count() < self.initial_form_count():
            raise ValidationError("收到的标段不完整，请刷新页面后重试。", code="incomplete")
        seen: set[str] = set()
        for form in self.entered_forms():
            lot_no = form.cleaned_data.get("lot_no", "")
            key = unicodedata.normalize("NFKC", lot_no).casefold()
            if lot_no and key in seen:
                form.add_error("lot_no", f"标段号“{lot_no}”与前面的标段重复。")
            seen.add(key)

    def entered_forms(self) -> list[LotForm]:
        """Return the rows that stay: neither blank nor struck out."""
        return [form for form in self.forms if form.has_changed() and not self._should_delete_form(form)]  # type: ignore[attr-defined]

    def facts(self) -> list[LotFacts]:
        """Return what was entered, row by row."""
        return [form.facts() for form in self.entered_forms()]

    def show_problems(self, problems: Mapping[str, Sequence[str]]) -> None:
        """Show what the rules found about the lots: `lots-0-budget` at its field, `lots` above the table."""
        general = self.non_form_errors()
        for key, messages in problems.items():
            _, _, place = key.partition("-")
            if place:
                index, _, name = place.partition("-")
                self.forms[int(index)].show_problems(name, messages)
            else:
                general.extend(messages)
        # An unbound formset has not collected the errors of its forms.
        self._errors = [form.errors for form in self.forms]


_LotFormSet = forms.formset_factory(
    LotForm,
    formset=BaseLotFormSet,
    extra=1,
    can_delete=True,
    max_num=rules.MOST_LOTS,
    validate_max=True,
    absolute_max=rules.MOST_LOTS + 50,
)


def lot_formset(
    data: Mapping[str, Any] | None = None, *, initial: Sequence[Mapping[str, Any]] | None = None
) -> BaseLotFormSet:
    """Return the formset of a project's lots, bound to `data` or showing `initial`."""
    formset = _LotFormSet(data, prefix="lots", initial=initial)
    assert isinstance(formset, BaseLotFormSet)
    return formset
