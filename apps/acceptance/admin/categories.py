"""The 品目 catalogue at the center's site."""

import re
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from apps.acceptance.codes import Kind
from apps.acceptance.models import Category
from apps.accounts.center_revised import RevisedAdmin
from apps.core.revised_forms import RevisedForm

# 政府采购品目分类目录: a letter for the kind, then digits, two for each level.
CODE_SHAPE = re.compile(r"[ABC]\d{2,11}")
KIND_OF_LETTER = {"A": Kind.GOODS, "B": Kind.WORKS, "C": Kind.SERVICES}


class CategoryForm(RevisedForm):
    """A 品目 whose code says what kind of thing it is."""

    class Meta:
        model = Category
        fields = ["scheme", "code", "name", "kind", "is_active"]

    def clean_code(self) -> str:
        """Refuse what is not a code of the catalogue."""
        code: str = self.cleaned_data["code"].strip().upper()
        if not CODE_SHAPE.fullmatch(code):
            raise forms.ValidationError("品目编码应为一个字母（A 货物、B 工程、C 服务）加 2 至 11 位数字。")
        return code

    def clean(self) -> dict[str, Any]:
        """Refuse a kind that the code's letter contradicts."""
        entered = super().clean()
        code = entered.get("code") or self.instance.code
        kind = entered.get("kind")
        if code and kind and KIND_OF_LETTER[code[0]] != kind:
            self.add_error("kind", f"编码以 {code[0]} 开头的品目属于“{Kind(KIND_OF_LETTER[code[0]]).label}”。")
        return entered


@admin.register(Category)
class CategoryAdmin(RevisedAdmin):
    """The catalogue, kept by the administrators."""

    menu_position = 20
    form = CategoryForm
    list_display = ["code", "name", "kind", "scheme", "is_active"]
    list_filter = ["kind", "is_active", "scheme"]
    search_fields = ["code", "name"]
    search_help_text = "品目编码、品目名称"

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Keep the code of an entry: lots, plans and frozen versions name it."""
        return [] if obj is None else ["scheme", "code"]
