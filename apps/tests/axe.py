"""What the rules of accessibility find on a page that is open in a browser."""

from collections.abc import Mapping
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

# WCAG 2.2 AA with all that it includes, and what axe calls good practice.
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RULES = {
    "runOnly": {"type": "tag", "values": STANDARDS},
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],
    # Films alone would need it; it fetches style sheets anew, which the policy of the pages forbids.
    "preload": False,
}
# What a narrower window may break: whatever is measured, shown or hidden there. Colours are what takes axe its time.
RULES_OF_SHAPE = RULES | {"rules": {"target-size": {"enabled": True}, "color-contrast": {"enabled": False}}}
GRAVE = frozenset({"serious", "critical"})


def grave_faults(page: Page, rules: Mapping[str, Any] = RULES) -> list[str]:
    """Return what axe calls serious or critical, each with the first places where it stands."""
    violations = Axe().run(page, options=dict(rules)).response["violations"]
    return [
        f"{violation['id']} at {[node['target'][0] for node in violation['nodes']][:4]}"
        for violation in violations
        if violation["impact"] in GRAVE
    ]
