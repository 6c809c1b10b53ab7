"""Runs the typesetter: a process without environment, with a limit of time, that reads one folder."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Literal

from apps.tender_planning.documents.printing.typefaces import FONT_FILES
from apps.tender_planning.documents.printing.typst_data import Data

TYPESETTER = Path(__file__).with_name("typesetter.py")
# The only folder that Typst may read holds the template and nothing else.
TEMPLATE_FOLDER = Path(__file__).parent / "typst"
TEMPLATE = TEMPLATE_FOLDER / "tender.typ"

# A thousand pages take some ten seconds; what takes longer than this will not end well.
LONGEST_SECONDS = 180


class TypesettingFailed(Exception):
    """The typesetter broke down or did not end: a fault of ours, with its own words for the log."""


def typeset(document: Data, *, wants: Literal["pdf", "layout"]) -> bytes:
    """Return the PDF, or the layout as JSON; raise TypesettingFailed."""
    request = {
        "wants": wants,
        "template": str(TEMPLATE),
        "root": str(TEMPLATE_FOLDER),
        "font_folders": [str(folder) for folder in dict.fromkeys(file.parent for file in FONT_FILES)],
        "document": json.dumps(document, ensure_ascii=False),
    }
    try:
        finished = subprocess.run(  # noqa: S603 -- our own interpreter and our own file
            [sys.executable, "-I", "-X", "utf8", str(TYPESETTER)],
            input=json.dumps(request).encode(),
            capture_output=True,
            env={},
            timeout=LONGEST_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as timeout:
        raise TypesettingFailed(f"The typesetter took more than {LONGEST_SECONDS} seconds.") from timeout
    if finished.returncode:
        raise TypesettingFailed(finished.stderr.decode(errors="replace")[-2000:])
    return finished.stdout
