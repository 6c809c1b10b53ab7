"""The statutory rules at the center's site: administrators add rows and end them; nothing in force is rewritten."""

from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from apps.accounts.center_revised import RevisedAdmin
from apps.tender_planning.admin.effective import EffectiveForm, ForceFilter, name_cell, period_cell
from apps.tender_planning.models import StatutoryRule
from apps.tender_planning.rules.book import rules_of


class RuleForm(EffectiveForm):
    """A row of the rule book."""

    class Meta:
        model = StatutoryRule
        fields = [
            "code",
            "method",
            "kind",
            "minimum",
            "maximum",
            "unit",
            "effective_from",
            "effective_to",
            "citation",
            "explanation",
            "is_excusable",
            "excuse_hint",
        ]
        widgets = {
            "explanation": AdminTextareaWidget({"rows": 4}),
            "excuse_hint": AdminTextareaWidget({"rows": 2}),
        }


@admin.register(StatutoryRule)
class StatutoryRuleAdmin(RevisedAdmin):
    """The rule book."""

    menu_position = 21
    form = RuleForm
    list_display = ["name", "scope", "limits", "citation", "period"]
    list_filter = [ForceFilter, "method", "code"]
    search_fields = ["citation", "explanation"]
    search_help_text = "依据、说明"
    list_per_page = 100
    fieldsets: ClassVar[Any] = [
        ("适用", {"fields": ["code", "method", "kind"], "description": "采购方式、采购对象不选的，适用于全部。"}),
        (
            "限度",
            {
                "fields": ["minimum", "maximum", "unit"],
                "description": "上限、下限都含本数（财政部令第87号第八十六条），没有的不填。",
            },
        ),
        ("效力", {"fields": ["effective_from", "effective_to", "citation", "explanation"]}),
        ("例外", {"fields": ["is_excusable", "excuse_hint"]}),
    ]
    fieldsets_in_force: ClassVar[Any] = [
        ("规则", {"fields": ["code", "scope", "limits", "citation", "exception"]}),
        (
            "效力",
            {
                "fields": ["effective_from", "effective_to", "explanation"],
                "description": "施行中的规则不改限度：规定有变化的，填写停止日期，再新增一条。",
            },
        ),
    ]
    fieldsets_to_read: ClassVar[Any] = [
        ("规则", {"fields": ["code", "scope", "limits", "citation", "exception"]}),
        ("效力", {"fields": ["effective_from", "effective_to", "explanation"]}),
    ]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Ask for what may be entered and show the rest in words."""
        if obj is not None and not self.has_change_permission(request, obj):
            return self.fieldsets_to_read
        return self.fieldsets if self._is_open(obj) else self.fieldsets_in_force

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Let nobody touch a row that has ended."""
        has_ended = obj is not None and obj.effective_to is not None and obj.effective_to < timezone.localdate()
        return not has_ended and super().has_change_permission(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Keep a row that is in force: it is ended and followed by another one."""
        return [] if self._is_open(obj) else ["code", "scope", "limits", "citation", "exception", "effective_from"]

    @admin.display(description="规则", ordering="code")
    def name(self, rule: StatutoryRule) -> SafeString:
        """Return what the rule is about, marked where nobody has compared it with the official text yet."""
        return name_cell(rule.get_code_display(), rule.explanation, rule.excuse_hint)

    @admin.display(description="适用")
    def scope(self, rule: StatutoryRule) -> str:
        """Return whom the rule binds."""
        return "、".join(part for part in (rule.get_method_display(), rule.get_kind_display()) if part) or "全部"

    @admin.display(description="限度")
    def limits(self, rule: StatutoryRule) -> SafeString:
        """Return the limits in words."""
        (words,) = (entry.limits for entry in rules_of([rule]))
        return format_html('<span class="nowrap">{}</span>', words)

    @admin.display(description="例外")
    def exception(self, rule: StatutoryRule) -> str:
        """Return whether the law lets the rule be excused, and when."""
        return f"法律允许例外：{rule.excuse_hint}" if rule.is_excusable else "法律不允许例外"

    @admin.display(description="施行", ordering="effective_from")
    def period(self, rule: StatutoryRule) -> SafeString:
        """Return from when until when the row is in force."""
        return period_cell(rule)

    def _is_open(self, rule: StatutoryRule | None) -> bool:
        """Tell whether everything may be entered: the row is new, or nothing was proved by it yet."""
        return rule is None or rule.effective_from > timezone.localdate()
