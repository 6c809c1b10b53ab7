"""Amounts of money in 元, as the wire and as people write them."""

from decimal import Decimal


def to_wire(amount: Decimal) -> str:
    """Return `amount` as a plain decimal string with at least two and at most six decimals."""
    text = f"{amount:.6f}".rstrip("0")
    whole, _, decimals = text.partition(".")
    return f"{whole}.{decimals.ljust(2, '0')}"


def to_readable(amount: Decimal) -> str:
    """Return `amount` with thousands separators and at least two decimals."""
    whole, _, decimals = f"{amount:,.6f}".rstrip("0").partition(".")
    return f"{whole}.{decimals.ljust(2, '0')}"
