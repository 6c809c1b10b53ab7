"""更正项: a row of what was said, and what is said instead."""

from django import forms

from apps.province.pages.forms.fields import WordsField


class ItemForm(forms.Form):
    """更正项, 更正前, 更正后."""

    label = forms.CharField(label="更正项", max_length=200)
    before = WordsField("更正前", max_length=5000, required=False)
    after = WordsField("更正后", max_length=5000)
