"""A process of its own that sets one document with Typst: request on standard input, answer on standard output.

Typst keeps what it computed for the next time, hundreds of megabytes after a few long documents;
the end of the process gives them back. It is started by `typesetting`, by its path and isolated:
it may import what is installed and nothing of the project.
"""

import json
import sys

import typst


def main() -> None:
    """Answer with the PDF, or with the layout as JSON."""
    request = json.load(sys.stdin.buffer)
    compiler = typst.Compiler(
        request["template"],
        root=request["root"],
        font_paths=request["font_folders"],
        ignore_system_fonts=True,
        sys_inputs={"document": request["document"]},
    )
    if request["wants"] == "pdf":
        answer = compiler.compile(format="pdf")
        assert isinstance(answer, bytes)
    else:
        answer = compiler.query("<layout>", field="value", one=True).encode()
    sys.stdout.buffer.write(answer)


if __name__ == "__main__":
    main()
