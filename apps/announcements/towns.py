"""Which town of the county an announcement speaks of, as its title or its purchaser's name says."""

import re

# 乡镇、街道 without what kind each is: several were made from 乡 to 镇, and both stand in titles.
TOWNS = (
    "释之", "凤瑞", "城关", "券桥", "独树", "博望", "拐河", "小史店", "赵河", "广阳", "杨楼", "清河",
    "四里店", "古庄店", "柳河", "杨集", "二郎庙", "袁店",
)  # fmt: skip
NAMED = re.compile(f"({'|'.join(TOWNS)})(?:回族)?(?:乡|镇|街道)")


def town_of(*texts: str) -> str:
    """Return the town that the first of the texts names which names any; empty where none does."""
    found = (NAMED.search(text) for text in texts)
    return next((match[1] for match in found if match), "")
