"""统一交易标识码: forty characters that name one lot in every system of the country.

D01-12411322AEBA000110-20260315-000001-E
kind, credit code of the trading center, day, serial number of the day over all kinds, check character
"""

import datetime
import re

from apps.core.credit_codes import is_valid_credit_code

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ*"
_VALUES = {character: value for value, character in enumerate(_ALPHABET)}
_KIND = re.compile(r"[A-Z][0-9]{2}")
_SHAPE = re.compile(r"[A-Z][0-9]{2}-[0-9A-Z]{18}-[0-9]{8}-[0-9]{6}-[0-9A-Z*]")
_LARGEST_SERIAL = 999_999


def unified_deal_code(kind_code: str, center_uscc: str, on: datetime.date, serial: int) -> str:
    """Compose the code of the lot that is number `serial` of all kinds on the day `on`.

    Raises ValueError when a part would not fit its place: a code with a wrong part can never be corrected
    once the province has it.
    """
    if not _KIND.fullmatch(kind_code):
        raise ValueError(f"交易分类代码应为一个大写字母加两位数字：{kind_code!r}")
    if not is_valid_credit_code(center_uscc):
        raise ValueError(f"交易中心的统一社会信用代码无效：{center_uscc!r}")
    if not 1 <= serial <= _LARGEST_SERIAL:
        raise ValueError(f"流水号应在 1 到 {_LARGEST_SERIAL} 之间：{serial}")
    day = f"{on.year:04}{on.month:02}{on.day:02}"
    body = f"{kind_code}-{center_uscc}-{day}-{serial:06}"
    return f"{body}-{check_character(body.replace('-', ''))}"


def check_character(characters: str) -> str:
    """Return the ISO 7064 MOD 37,2 check character of a string of digits and capital letters."""
    # Reduced at every step. A sum of powers of two taken in 32-bit integers overflows over 35 characters,
    # and codes with the wrong character that such generators made are in circulation.
    remainder = 0
    for character in characters:
        remainder = (remainder + _VALUES[character]) * 2 % 37
    return _ALPHABET[(38 - remainder) % 37]


def has_valid_check(code: str) -> bool:
    """Tell whether `code` has the shape of a 统一交易标识码 and the right check character."""
    return bool(_SHAPE.fullmatch(code)) and check_character(code[:-1].replace("-", "")) == code[-1]
