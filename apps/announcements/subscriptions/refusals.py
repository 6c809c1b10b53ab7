"""What a mail server meant by not taking a mail."""

import smtplib
from dataclasses import dataclass

from apps.announcements.subscriptions.addresses import without
from apps.core.exceptions import DomainError
from apps.core.visible_text import visible

LONGEST_WORDS = 300


class MailServerAway(DomainError):
    """No mail can be sent now, whoever it is for: the next one would fare no better."""


@dataclass(frozen=True)
class Refusal:
    """A mail was not taken. It is final when the server says that trying again is of no use (RFC 5321 4.2.1)."""

    words: str
    is_final: bool


def read_refusal(error: smtplib.SMTPException | OSError, address: str) -> Refusal:
    """Return what was said of the mail to `address`, without the address. Raises MailServerAway."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, said = next(iter(error.recipients.values()))
        return _refusal(code, said, address)
    if isinstance(error, smtplib.SMTPDataError):
        return _refusal(error.smtp_code, error.smtp_error, address)
    if isinstance(error, smtplib.SMTPResponseException):
        # Of the greeting, the password or the sender: our own affair, and everybody's.
        raise MailServerAway(f"邮件服务器拒绝：{_said(error.smtp_code, error.smtp_error, address)}")
    raise MailServerAway(f"无法连接邮件服务器（{type(error).__name__}）。")


def _refusal(code: int, said: bytes | str, address: str) -> Refusal:
    return Refusal(f"邮件服务器拒绝：{_said(code, said, address)}", is_final=code >= 500)


def _said(code: int, said: bytes | str, address: str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return f"{code} {visible(without(address, text))[:LONGEST_WORDS]}"
