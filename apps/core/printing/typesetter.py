"""A process of its own that sets one document with Typst: request on standard input, answer on standard output.

Typst keeps what it computed for the next time, hundreds of megabytes after a few long documents;
the end of the process gives them back. It is started by `typesetting`, by its path and isolated:
it may import what is installed and nothing of the project.
"""

import json
import sys
from pathlib import Path

import typst

# With as many pixels as points a picture is as large as its template says.
POINTS_PER_INCH = 72


def main() -> None:
    """Answer with the PDF, with the picture, or with the layout as JSON."""
    request = json.load(sys.stdin.buffer)
    shared_folder = Path(request["shared_folder"])
    compiler = typst.Compiler(
        {"main.typ": Path(request["template"]), **{file.name: file for file in shared_folder.glob("*.typ")}},
        root=shared_folder,
        font_paths=request["font_folders"],
        ignore_system_fonts=True,
        sys_inputs={"document": request["document"]},
    )
    match request["wants"]:
        case "pdf":
            answer = compiler.compile(format="pdf")
        case "png":
            answer = compiler.compile(format="png", ppi=POINTS_PER_INCH)
        case _:
            answer = compiler.query("<layout>", field="value", one=True).encode()
    assert isinstance(answer, bytes)
    sys.stdout.buffer.write(answer)


if __name__ == "__main__":
    main()
