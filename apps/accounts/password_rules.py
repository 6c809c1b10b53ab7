"""Rules for passwords whose words Django has in English only."""

from django.contrib.auth import password_validation


class MinimumLengthValidator(password_validation.MinimumLengthValidator):
    """As Django's own, in Chinese."""

    def get_error_message(self) -> str:
        """Return why the password is refused."""
        return f"密码太短，至少要有 {self.min_length} 个字符。"

    def get_help_text(self) -> str:
        """Return the rule."""
        return f"密码至少要有 {self.min_length} 个字符。"
