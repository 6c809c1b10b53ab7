"""How amounts and quantities are written in a field and how typed ones are read."""

import re
from decimal import Decimal

# What a Chinese keyboard leaves behind when it was not switched back.
_FULL_WIDTH = str.maketrans("０１２３４５６７８９，．　", "0123456789,. ")
# A separator that does not stand between thousands is refused: `3,12` may have meant 3.12.
_SHAPE = re.compile(r"(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.[0-9]+)?")


def read_figure(text: str) -> Decimal:
    """Return the number that was typed, such as `3,120,000.00`.

    Raises ValueError for anything but digits, a point and thousands separators: signs and
    exponents are no way to write an amount.
    """
    plain = text.translate(_FULL_WIDTH).strip()
    if not _SHAPE.fullmatch(plain):
        raise ValueError(text)
    return Decimal(plain.replace(",", ""))


def write_figure(number: Decimal, *, least_decimals: int = 0) -> str:
    """Write a number exactly, grouped by thousands, without zeros beyond the decimals asked for."""
    whole, _, decimals = f"{number:,f}".partition(".")
    decimals = decimals.rstrip("0").ljust(least_decimals, "0")
    return f"{whole}.{decimals}" if decimals else whole
