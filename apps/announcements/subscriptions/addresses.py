"""E-mail addresses: one form of each, how much of one is shown, and what is kept when one must not be."""

import hmac

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator

LONGEST_ADDRESS = 254
LONGEST_NAME = 64
WRONG_ADDRESS = "请输入正确的邮箱地址，例如 name@example.com。"

# Not even `localhost`, which Django lets pass: what is mailed there is mailed to ourselves.
_is_address = EmailValidator(message=WRONG_ADDRESS, allowlist=[])
# What Django takes besides: names in quotes, of which mail programs drop quotes and control characters again, so that
# one mailbox had any number of spellings; and addresses of machines in place of a domain.
_UNUSUAL = frozenset('"[]')
# Many providers deliver `name+anything` to `name`.
_TAG = "+"


def normalised(address: str) -> str:
    """Return the one form of an address: lower case, its domain in the letters of DNS.

    Mail is delivered the same to either case everywhere, so two spellings are one subscriber. Raises ValidationError
    for what is no address, and for names that no common mail server accepts (letters outside of ASCII before the @,
    quotes).
    """
    name, at, domain = address.strip().rpartition("@")
    try:
        written = f"{name}{at}{domain.encode('idna').decode('ascii')}".lower()
    except UnicodeError:
        raise ValidationError(WRONG_ADDRESS) from None
    is_too_long = len(written) > LONGEST_ADDRESS or len(name) > LONGEST_NAME
    if is_too_long or not written.isascii() or not _UNUSUAL.isdisjoint(written):
        raise ValidationError(WRONG_ADDRESS)
    _is_address(written)
    return written


def mailbox(address: str) -> str:
    """Return whose mailbox a normalised address fills: the same for `name+one` and `name+two`."""
    name, at, domain = address.rpartition("@")
    return f"{name.partition(_TAG)[0] or name}{at}{domain}"


def masked(address: str) -> str:
    """Return as much of an address as its owner recognises: `z***@example.com`."""
    name, at, domain = address.rpartition("@")
    return f"{name[:1]}***{at}{domain}"


def without(address: str, text: str) -> str:
    """Return what a mail server said, with the address masked that it repeated."""
    return text.replace(address, masked(address))


def fingerprint(kind: str, value: str) -> str:
    """Return what stands for an address where it is only counted; without our key nobody can try addresses on it."""
    return hmac.digest(settings.SECRET_KEY.encode(), f"{kind}:{value}".encode(), "sha256").hex()
