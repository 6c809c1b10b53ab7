"""Numbers in the county's style."""

from datetime import date

from django.conf import settings

from apps.acceptance.codes import METHOD_WORDS, Method
from apps.core.deal_codes import unified_deal_code
from apps.core.sequences import next_number


def next_project_no(method: str, year: int) -> str:
    """Return the next 项目编号, such as `方财公开采购-2026-11`; each method counts on its own in a year."""
    word = METHOD_WORDS[Method(method)]
    return f"方财{word}采购-{year}-{next_number(f'project_no:{word}:{year}')}"


def give_deal_code(kind: str, on: date) -> str:
    """Return the next 统一交易标识码 of the day for a lot of this kind.

    公共资源交易平台系统数据规范 V2.0: class, the center's 信用代码, date, serial, check character.
    """
    serial = next_number(f"deal_code:{on:%Y%m%d}")
    return unified_deal_code(settings.DEAL_CLASSES[kind], settings.ENVIRONMENT.center_credit_code, on, serial)
