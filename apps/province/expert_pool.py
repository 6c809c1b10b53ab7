"""评审专家库: made-up people to draw from.

Names are put together from common characters. Identity cards have a right check digit and a county code
that is not assigned (411399), phones a prefix that is not (194), so that neither belongs to anyone.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN_NAMES = ("建平", "晓梅", "文博", "丽华", "志远", "秀兰", "国栋", "雅琴", "明哲", "海燕", "俊杰", "淑敏", "永强")
EMPLOYERS = (
    "南阳示例理工学院",
    "南阳示例设计研究院",
    "宛城示例信息技术中心",
    "卧龙示例职业中等专业学校",
    "邓州示例建筑工程公司",
    "镇平示例会计师事务所",
    "社旗示例医院",
    # Purchasers employ experts too: those may not judge their own purchaser's projects.
    "方城县教育体育局",
    "方城县水利局",
    "方城县人民医院",
)
SPECIALTIES = (
    "教学仪器设备",
    "计算机及网络设备",
    "办公家具",
    "信息系统集成",
    "安防监控",
    "道路与交通工程",
    "水利工程",
    "医疗设备",
    "物业与运维服务",
    "应急物资",
    "财务与审计",
    "法律",
)
SIZE = 120

# GB 11643-1999, which is ISO 7064 MOD 11-2.
ID_CARD_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
ID_CARD_CHECKS = "10X98765432"


@dataclass(frozen=True)
class PoolExpert:
    """One expert of the pool. Who it is stays out of the repr, and so out of logs."""

    expert_no: str
    specialties: tuple[str, ...]
    employer: str

    @property
    def serial(self) -> int:
        """The expert's place in the pool."""
        return int(self.expert_no.rpartition("-")[2])

    @property
    def name(self) -> str:
        """姓名."""
        return SURNAMES[self.serial % len(SURNAMES)] + GIVEN_NAMES[self.serial * 7 % len(GIVEN_NAMES)]

    @property
    def id_card(self) -> str:
        """身份证号."""
        year, month, day = 1962 + self.serial % 30, 1 + self.serial % 12, 1 + self.serial % 28
        body = f"411399{year}{month:02d}{day:02d}{self.serial:03d}"
        return body + id_card_check_character(body)

    @property
    def phone(self) -> str:
        """手机号码."""
        return f"1940377{self.serial:04d}"


def id_card_check_character(body: str) -> str:
    """Return the check character of the first 17 digits of an identity card's number."""
    total = sum(int(digit) * weight for digit, weight in zip(body, ID_CARD_WEIGHTS, strict=True))
    return ID_CARD_CHECKS[total % 11]


@cache
def pool() -> tuple[PoolExpert, ...]:
    """Return everybody in the pool."""
    return tuple(_expert(serial) for serial in range(1, SIZE + 1))


def eligible(*, specialties: Iterable[str], purchaser: str, without: Iterable[str]) -> list[PoolExpert]:
    """Return whom a draw may pick from: of one of the specialties, or of any if none is named.

    Nobody is among them whom the purchaser employs (令87 §47) or whose number is in `without`.
    """
    wanted, excluded = set(specialties), set(without)
    return [
        expert
        for expert in pool()
        if (not wanted or wanted & set(expert.specialties))
        and expert.employer != purchaser
        and expert.expert_no not in excluded
    ]


def _expert(serial: int) -> PoolExpert:
    first = serial % len(SPECIALTIES)
    second = (serial * 5 + 3) % len(SPECIALTIES)
    return PoolExpert(
        expert_no=f"HNZJ-{serial:05d}",
        specialties=tuple(dict.fromkeys((SPECIALTIES[first], SPECIALTIES[second]))),
        employer=EMPLOYERS[serial // 3 % len(EMPLOYERS)],
    )
