"""Words that point to a brand, kept by the center's administrators."""

from typing import Any

from django import forms
from django.contrib import admin

from apps.accounts.center_revised import RevisedAdmin
from apps.core.revised_forms import RevisedForm
from apps.tender_planning.models import BrandWord

# A single character stands in half of all sentences.
SHORTEST = 2


class BrandWordForm(RevisedForm):
    """A word that schemes are searched for."""

    class Meta:
        model = BrandWord
        fields = ["word", "note", "is_active"]

    def clean_word(self) -> str:
        """Refuse what would be found everywhere, and a word that is there in other letters."""
        word = " ".join(self.cleaned_data["word"].split())
        if len(word) < SHORTEST:
            raise forms.ValidationError(f"词语至少 {SHORTEST} 个字，太短会误判。")
        if BrandWord.objects.filter(word__iexact=word).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError("该词语已登记。")
        return word


@admin.register(BrandWord)
class BrandWordAdmin(RevisedAdmin):
    """The list of words; one that is no longer wanted is switched off."""

    menu_position = 24
    form = BrandWordForm
    list_display = ["word", "note", "is_active"]
    list_filter = ["is_active"]
    search_fields = ["word", "note"]
    search_help_text = "词语、说明"

    def get_readonly_fields(self, request: Any, obj: Any = None) -> list[str]:
        """Keep a word as it is: findings named it."""
        return [] if obj is None else ["word"]
