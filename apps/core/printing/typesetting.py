"""Runs the typesetter: a process without environment, with a limit of time, that reads nothing but its templates."""

import functools
import hashlib
import json
import subprocess
import sys
from pathlib import Path
from typing import Literal

from apps.core.printing.block_data import Data
from apps.core.printing.typefaces import FONT_FILES

TYPESETTER = Path(__file__).with_name("typesetter.py")
# The only folder that Typst may read holds what every template imports, and nothing else.
SHARED_FOLDER = Path(__file__).parent / "typst"

# A thousand pages take some ten seconds; what takes longer than this will not end well.
LONGEST_SECONDS = 180


class TypesettingFailed(Exception):
    """The typesetter broke down or did not end: a fault of ours, with its own words for the log."""


def fingerprint_of(document: Data, *, template: Path) -> str:
    """Return a digest of what the answer of `typeset` follows from: whoever has one of it need not ask again."""
    found = hashlib.sha256(json.dumps(document, sort_keys=True).encode())
    for file in (template, *sorted(SHARED_FOLDER.glob("*.typ")), *FONT_FILES):
        found.update(_digest_of(file))
    return found.hexdigest()


@functools.cache
def _digest_of(file: Path) -> bytes:
    return hashlib.sha256(file.read_bytes()).digest()


def typeset(
    document: Data,
    *,
    template: Path,
    wants: Literal["pdf", "png", "layout"],
    seconds: float | None = None,
) -> bytes:
    """Return `document` as `template` sets it: the PDF, the first page as a picture, or the layout as JSON.

    A template names its length in points; a picture has as many pixels. Raises TypesettingFailed, also after
    `seconds`, which are LONGEST_SECONDS where nothing is said.
    """
    limit = LONGEST_SECONDS if seconds is None else seconds
    request = {
        "wants": wants,
        "template": str(template),
        "shared_folder": str(SHARED_FOLDER),
        "font_folders": [str(folder) for folder in dict.fromkeys(file.parent for file in FONT_FILES)],
        "document": json.dumps(document, ensure_ascii=False),
    }
    try:
        finished = subprocess.run(  # noqa: S603 -- our own interpreter and our own file
            [sys.executable, "-I", "-X", "utf8", str(TYPESETTER)],
            input=json.dumps(request).encode(),
            capture_output=True,
            env={},
            timeout=limit,
            check=False,
        )
    except subprocess.TimeoutExpired as timeout:
        raise TypesettingFailed(f"The typesetter took more than {limit} seconds.") from timeout
    if finished.returncode:
        raise TypesettingFailed(finished.stderr.decode(errors="replace")[-2000:])
    return finished.stdout
