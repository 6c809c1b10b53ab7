"""Check characters of the two national identifiers on the wire."""

import re

# GB 32100-2015: no I, O, S, V, Z.
USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
USCC_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)

# ISO 7064 MOD 37,2.
MOD_37_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ*"

DEAL_CODE_PATTERN = re.compile(r"[A-Z]\d{2}-[0-9A-Z]{18}-\d{8}-\d{6}-[0-9A-Z*]")


def uscc_check_character(body: str) -> str:
    """Return the check character of the first 17 characters of a 统一社会信用代码."""
    weighted = sum(
        USCC_ALPHABET.index(character) * weight for character, weight in zip(body, USCC_WEIGHTS, strict=True)
    )
    return USCC_ALPHABET[(31 - weighted % 31) % 31]


def is_valid_uscc(code: str) -> bool:
    """Whether `code` is a 统一社会信用代码 with the right check character."""
    if len(code) != 18 or not set(code) <= set(USCC_ALPHABET):
        return False
    return uscc_check_character(code[:17]) == code[17]


def deal_code_check_character(body: str) -> str:
    """Return the check character of a 统一交易标识码 given without hyphens and without it."""
    product = 0
    for character in body:
        product = (product + MOD_37_ALPHABET.index(character)) * 2 % 37
    return MOD_37_ALPHABET[(38 - product) % 37]


def is_valid_deal_code(code: str) -> bool:
    """Whether `code` is a 统一交易标识码 of 40 characters with the right check character."""
    if not DEAL_CODE_PATTERN.fullmatch(code):
        return False
    return deal_code_check_character(code[:-1].replace("-", "")) == code[-1]
