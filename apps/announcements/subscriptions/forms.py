"""What readers enter to be told by e-mail."""

from django import forms

from apps.announcements.models import Subscription
from apps.announcements.subscriptions.addresses import LONGEST_ADDRESS, WRONG_ADDRESS, normalised


class AddressForm(forms.Form):
    """An e-mail address, in its one form."""

    address = forms.CharField(
        label="邮箱地址",
        max_length=LONGEST_ADDRESS,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "placeholder": "name@example.com"}),
        error_messages={
            "required": "请填写邮箱地址。",
            "max_length": WRONG_ADDRESS,
            "null_characters_not_allowed": WRONG_ADDRESS,
        },
    )

    def clean_address(self) -> str:
        """Return the address as it is stored and compared."""
        return normalised(self.cleaned_data["address"])


class SubscriptionForm(AddressForm):
    """Where to, and how often."""

    frequency = forms.ChoiceField(
        label="通知频率",
        choices=[
            (Subscription.Frequency.IMMEDIATE, "即时：公告发布后几分钟内通知"),
            (Subscription.Frequency.DAILY, "每日：每天 8:00 合为一封，没有新公告就不发"),
        ],
        initial=Subscription.Frequency.IMMEDIATE,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择通知频率。", "invalid_choice": "请选择通知频率。"},
    )
