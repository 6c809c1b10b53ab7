"""What a method of procurement calls the deadline and the opening.

The forms of public notices (财办库〔2020〕50号) speak of bids and their opening where there is a tender,
and of responses and their unsealing in every other method; a tender is won (中标), elsewhere a deal is made (成交).
"""

from dataclasses import dataclass

from apps.acceptance.codes import Method


@dataclass(frozen=True)
class Wording:
    """The words of one family of methods."""

    deadline: str
    open: str  # the deadline is still to come
    opening: str
    award: str  # who gets it


TENDER = Wording(deadline="投标截止", open="接收投标中", opening="开标", award="中标")
RESPONSE = Wording(deadline="响应文件提交截止", open="接收响应中", opening="开启", award="成交")

TENDERS = frozenset({Method.OPEN_TENDER, Method.INVITED_TENDER})


def wording_of(method: str) -> Wording:
    """Return the words that fit the method."""
    return TENDER if method in TENDERS else RESPONSE
