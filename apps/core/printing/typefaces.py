"""The fonts that are embedded in every PDF: Noto Serif SC for the text, Noto Sans SC for headings and emphasis.

They come with the project and its packages, so that a page looks the same on every machine; fonts
of the system are never used. Chinese print sets bold in the sans face, so no bold serif is needed.
"""

from pathlib import Path

from pylopdf_fonts_zh_cn import sans_path, serif_path

FONT_FILES = (serif_path(), sans_path(), Path(__file__).parent / "fonts" / "NotoSansSC_700Bold.ttf")
