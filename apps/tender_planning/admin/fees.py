"""资费目录 at the center's site: administrators keep it; a tariff that somebody uses is ended, not rewritten."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db.models import Exists, OuterRef, QuerySet
from django.forms import BaseForm
from django.forms.formsets import DELETION_FIELD_NAME
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe

from apps.acceptance.form_fields import AmountField
from apps.accounts.center_revised import EDITORS, RevisedAdmin
from apps.accounts.center_site import has_role
from apps.core.figures import write_figure
from apps.core.templatetags.ui import money
from apps.tender_planning.admin.effective import EffectiveForm, ForceFilter, name_cell, period_cell
from apps.tender_planning.forms.fees import PercentField
from apps.tender_planning.models import FeeBracket, FeeItem, FeeTariff
from apps.tender_planning.models.fees import Manner

FACTS = ["kind", "name", "project_kind", "manner", "payer", "base", "amount", "rate", "citation", "explanation"]
PERIOD = ["effective_from", "effective_to"]
# Of a tariff in use; the words may always be made clearer.
CHANGEABLE_IN_USE = frozenset({"explanation", "effective_to"})
IN_WORDS = ["kind", "name", "project_kind", "charge_in_full", "payer", "base", "citation", "explanation"]


class TariffForm(EffectiveForm):
    """A tariff of the catalogue."""

    amount = AmountField(label="金额（元）", required=False, help_text="限固定金额；空：由代理机构填写")
    rate = PercentField(label="比例（%）", help_text="限按比例；空：由代理机构填写")

    class Meta:
        model = FeeTariff
        fields = [*FACTS, *PERIOD]
        widgets = {"explanation": AdminTextareaWidget({"rows": 3})}

    def clean(self) -> dict[str, Any]:
        """Refuse figures that the manner does not ask for."""
        entered = super().clean()
        manner = entered.get("manner", self.instance.manner)
        for name, owner in (("amount", Manner.FIXED), ("rate", Manner.PERCENTAGE)):
            if entered.get(name) is not None and manner != owner:
                self.add_error(name, f"只有“{owner.label}”的资费填写这一项。")
        return entered


class BracketFormSet(forms.BaseInlineFormSet[FeeBracket, FeeTariff, forms.ModelForm[FeeBracket]]):
    """The brackets of one tariff."""

    def clean(self) -> None:
        """Insist on brackets where they are what is charged, each bound once, and nowhere else."""
        bounds = [form.cleaned_data["upper_bound"] for form in self.kept() if "upper_bound" in form.cleaned_data]
        if len(set(bounds)) < len(bounds):
            raise forms.ValidationError("同一上限只能有一档。")
        super().clean()
        count = len(self.kept())
        if self.instance.manner == Manner.BRACKETS and not count:
            raise forms.ValidationError("差额定率累进的资费须填写分档费率。")
        if self.instance.manner != Manner.BRACKETS and count:
            raise forms.ValidationError("只有差额定率累进的资费填写分档费率。")

    def kept(self) -> list[forms.ModelForm[FeeBracket]]:
        """Return the rows that stay: neither blank nor struck out."""
        entered = [form for form in self.forms if form.instance.pk or form.has_changed()]
        return [form for form in entered if not getattr(form, "cleaned_data", {}).get(DELETION_FIELD_NAME)]


class BracketForm(forms.ModelForm[FeeBracket]):
    """One bracket."""

    upper_bound = AmountField(label="上限（元，含）", required=False, help_text="空：无上限")
    rate = PercentField(label="费率（%）", required=True)

    class Meta:
        model = FeeBracket
        fields = ["upper_bound", "rate"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # In a table the admin prints the names above the columns and none beside the fields.
        for field in self.fields.values():
            field.widget.attrs["aria-label"] = field.label


class BracketInline(admin.TabularInline[FeeBracket, FeeTariff]):
    """分档费率; stands on the page of a tariff that may be edited."""

    model = FeeBracket
    form = BracketForm
    formset = BracketFormSet
    extra = 1
    verbose_name_plural = "分档费率（差额定率累进）"

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Ask the role."""
        return has_role(request, EDITORS)

    has_add_permission = has_change_permission = has_delete_permission = has_view_permission


@admin.register(FeeTariff)
class FeeTariffAdmin(RevisedAdmin):
    """资费目录."""

    menu_position = 22
    form = TariffForm
    list_display = ["tariff_name", "charge", "payer", "citation", "period", "use"]
    list_filter = [ForceFilter, "kind", "project_kind"]
    search_fields = ["name", "citation", "explanation"]
    search_help_text = "名称、依据、说明"

    def get_queryset(self, request: HttpRequest) -> QuerySet[FeeTariff]:
        """Return the catalogue; each entry knows whether somebody uses it."""
        used = Exists(FeeItem.objects.filter(tariff=OuterRef("pk")))
        catalogue: QuerySet[FeeTariff] = super().get_queryset(request).annotate(is_used=used)
        return catalogue.prefetch_related("brackets")

    def get_inlines(self, request: HttpRequest, obj: Any) -> list[Any]:
        """Let brackets be typed where the tariff may be; elsewhere they are read in words."""
        return [BracketInline] if self._is_open(request, obj) else []

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Ask for what may be entered and show the rest in words."""
        if self._is_open(request, obj):
            return [("资费", {"fields": FACTS}), ("效力", {"fields": PERIOD})]
        if not self.has_change_permission(request, obj):
            return [("资费", {"fields": IN_WORDS}), ("效力", {"fields": PERIOD})]
        description = "已有项目使用，只能填写停止日期或完善说明；标准有变化的，停止后新增一项。"
        return [("资费", {"fields": IN_WORDS, "description": description}), ("效力", {"fields": PERIOD})]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Keep a tariff that somebody uses."""
        if self._is_open(request, obj):
            return []
        return [name for name in (*IN_WORDS, *PERIOD) if name not in CHANGEABLE_IN_USE]

    def construct_change_message(
        self,
        request: HttpRequest,
        form: BaseForm,
        formsets: Any,
        add: bool = False,  # noqa: FBT001, FBT002  Django's signature
    ) -> list[dict[str, Any]]:
        """Return what was entered, the brackets included, as the audit trail keeps it."""
        return super().construct_change_message(request, form, formsets, add) + [
            {
                "field": "分档费率",
                "before": _entered(entry.initial for entry in brackets.initial_forms),
                "after": _entered(entry.cleaned_data for entry in brackets.kept()),
            }
            for brackets in formsets
            if brackets.has_changed()
        ]

    @admin.display(description="名称", ordering="name")
    def tariff_name(self, tariff: FeeTariff) -> SafeString:
        """Return the name, marked where nobody has compared it with the official text yet."""
        return name_cell(tariff.name, tariff.explanation)

    @admin.display(description="计费")
    def charge(self, tariff: FeeTariff) -> str:
        """Return how it is charged, with the figure where the catalogue has one."""
        manner = Manner(tariff.manner).label
        if tariff.manner == Manner.BRACKETS:
            return f"{manner}（{len(tariff.brackets.all())} 档）"
        if tariff.amount is not None:
            return f"{manner} {money(tariff.amount)}"
        return f"{manner} {write_figure(tariff.rate)}%" if tariff.rate is not None else str(manner)

    @admin.display(description="计费方式")
    def charge_in_full(self, tariff: FeeTariff) -> SafeString:
        """Return how it is charged, with every bracket."""
        brackets = _brackets_in_words((row.upper_bound, row.rate) for row in tariff.brackets.all())
        return format_html_join(mark_safe("<br>"), "{}", ((line,) for line in [self.charge(tariff), *brackets]))

    @admin.display(description="施行", ordering="effective_from")
    def period(self, tariff: FeeTariff) -> SafeString:
        """Return from when until when it may be chosen."""
        return period_cell(tariff)

    @admin.display(description="使用")
    def use(self, tariff: Any) -> str:
        """Return whether a project has it."""
        return "已使用" if tariff.is_used else "未使用"

    def _is_open(self, request: HttpRequest, tariff: Any) -> bool:
        """Tell whether everything may be entered: the tariff is new, or nobody uses it yet."""
        return self.has_change_permission(request, tariff) and not (tariff is not None and tariff.is_used)


def _brackets_in_words(brackets: Iterable[tuple[Decimal | None, Decimal]]) -> list[str]:
    """Return the brackets from the lowest to the highest."""
    ordered = sorted(brackets, key=lambda bracket: (bracket[0] is None, bracket[0] or Decimal(0)))
    return [
        f"{'以上部分' if bound is None else f'至 {money(bound)}'}：{write_figure(rate)}%" for bound, rate in ordered
    ]


def _entered(rows: Iterable[dict[str, Any]]) -> str:
    known = [(row.get("upper_bound"), row["rate"]) for row in rows if row.get("rate") is not None]
    return "；".join(_brackets_in_words(known))
