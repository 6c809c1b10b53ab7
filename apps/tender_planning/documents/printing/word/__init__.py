"""The parts of a DOCX: its base with styles, and what is written into it."""
