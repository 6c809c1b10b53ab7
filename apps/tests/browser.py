"""A real browser, where there is one."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

CHROMIUM = shutil.which("chromium") or ""
FC_LIST = shutil.which("fc-list") or ""
# Without these Chromium tries to reach its maker at every start.
QUIET = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def what_is_missing() -> str:
    """Return why the browser tests cannot run here; empty when they can."""
    if not CHROMIUM:
        return "no Chromium: apt-get install chromium"
    fonts = [FC_LIST, ":lang=zh"]
    if not FC_LIST or not subprocess.run(fonts, capture_output=True, check=True).stdout.strip():
        return "no CJK font: apt-get install fonts-noto-cjk"
    return ""


@contextmanager
def chromium(*switches: str) -> Iterator[Browser]:
    """Start the browser, with more switches if need be, and end it."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*QUIET, *switches])
        try:
            yield browser
        finally:
            browser.close()
