"""Sets text with Typst: HTML read into blocks (`reading`), laid out by templates (`typesetting`), with our own fonts.

Knows no models, no clock and no network. What a document looks like is said by the template of whoever prints it.
"""
