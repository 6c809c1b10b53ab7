"""故障演练: one more rule."""

from django import forms

from apps.province.models import FaultRule


class FaultForm(forms.Form):
    """A fault rule; the empty fields mean what their hints say."""

    kind = forms.ChoiceField(label="故障", choices=FaultRule.Kind.choices)
    target = forms.ChoiceField(label="对象", choices=FaultRule.Target.choices)
    times = forms.IntegerField(
        label="次数", min_value=1, max_value=1_000_000, required=False, help_text="留空：一直有效，直到删除"
    )
    key = forms.CharField(
        label="限定编号", max_length=64, required=False, help_text="只对该计划、公告、项目或附件编号有效；留空：不限"
    )
    seconds = forms.FloatField(
        label="秒数",
        min_value=0,
        max_value=3600,
        required=False,
        help_text="延迟或超时的时长（默认 3 秒、35 秒）；“返回错误”时为 Retry-After",
    )
    status = forms.IntegerField(
        label="状态码", min_value=400, max_value=599, required=False, help_text="用于“返回错误”，默认 503"
    )
    seed = forms.IntegerField(
        label="随机种子",
        min_value=0,
        max_value=2_147_483_647,
        required=False,
        help_text="用于“乱序下发”；留空：按倒序",
    )

    def to_rule(self) -> FaultRule:
        """Return the rule that was filled in, not saved."""
        return FaultRule(**self.cleaned_data, remaining=self.cleaned_data["times"])
