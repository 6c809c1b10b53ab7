"""How chapters are numbered: 第一章, 一、, （一）; the numbers follow the order, nobody types them."""

from collections.abc import Iterable, Iterator

DIGITS = "零一二三四五六七八九"
SHAPES = {1: "第{}章　", 2: "{}、", 3: "（{}）"}


def numbers(levels: Iterable[int]) -> Iterator[str]:
    """Yield the number of each chapter of these levels, ready to stand before its title."""
    counts = dict.fromkeys(SHAPES, 0)
    for level in levels:
        counts[level] += 1
        for deeper in range(level + 1, max(SHAPES) + 1):
            counts[deeper] = 0
        yield SHAPES[level].format(in_chinese(counts[level]))


def in_chinese(number: int) -> str:
    """Write a number from 1 to 999 as a Chinese heading does: 十, 二十三, 一百零五."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    written = f"{DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        # 十二, but 一百一十二.
        written += f"{DIGITS[tens] if tens > 1 or hundreds else ''}十"
    elif hundreds and ones:
        written += "零"
    return written + (DIGITS[ones] if ones else "")
