"""The search fields above the lists."""

from django import forms

from apps.province.models import Plan


class WordsForm(forms.Form):
    """Words to look for."""

    words = forms.CharField(label="关键词", max_length=100, required=False)


class PlanFilterForm(WordsForm):
    """Words to look for, and a status."""

    status = forms.ChoiceField(label="状态", choices=[("", "全部状态"), *Plan.Status.choices], required=False)
