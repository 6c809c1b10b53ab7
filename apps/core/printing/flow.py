"""Gathers the text between the blocks of a chapter into paragraphs."""

from dataclasses import replace

from apps.core.printing.blocks import LINE_BREAK, Block, Blocks, Marks, Paragraph, Run
from apps.core.printing.characters import cleaned


class Flow:
    """Blocks in their order; text that stands between them becomes paragraphs."""

    def __init__(self) -> None:
        self._blocks: list[Block] = []
        self._runs: list[Run] = []

    def text(self, text: str | None, marks: Marks) -> None:
        """Add text to the paragraph that is open."""
        if words := cleaned(text or ""):
            if self._runs and self._runs[-1].text.endswith((" ", LINE_BREAK)):
                words = words.lstrip(" ")
            if words and self._runs and self._runs[-1].marks == marks and self._runs[-1].text != LINE_BREAK:
                self._runs[-1] = Run(self._runs[-1].text + words, marks)
            elif words:
                self._runs.append(Run(words, marks))

    def line_break(self) -> None:
        """Break the line inside the paragraph."""
        self._runs.append(Run(LINE_BREAK))

    def end_paragraph(self) -> None:
        """Close the paragraph, if there is something in it."""
        runs, self._runs = self._runs, []
        # A break at the end shows nothing in a browser; alone it is how editors keep a blank line.
        if runs and runs[-1].text == LINE_BREAK:
            runs.pop()
            if not runs:
                self._blocks.append(Paragraph(()))
                return
        if trimmed := _trimmed(runs):
            self._blocks.append(Paragraph(trimmed))

    def block(self, block: Block) -> None:
        """Close the paragraph and add a block."""
        self.end_paragraph()
        self._blocks.append(block)

    def blocks(self) -> Blocks:
        """Close the paragraph and return everything."""
        self.end_paragraph()
        return tuple(self._blocks)


def _trimmed(runs: list[Run]) -> tuple[Run, ...]:
    """Return the runs without spaces around them: an indent typed as spaces is the printer's to make."""
    kept = list(runs)
    while kept and kept[0].text != LINE_BREAK:
        first = replace(kept[0], text=kept[0].text.lstrip())
        kept[:1] = [first] if first.text else []
        if first.text:
            break
    while kept and kept[-1].text != LINE_BREAK:
        last = replace(kept[-1], text=kept[-1].text.rstrip())
        kept[-1:] = [last] if last.text else []
        if last.text:
            break
    return tuple(kept)
