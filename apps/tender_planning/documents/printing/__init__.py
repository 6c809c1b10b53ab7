"""Prints a tender document: from `description.PrintedDocument` to PDF (`pdf`) and DOCX (`word.document`).

Knows no models, no clock and no network: whoever builds a document assembles its description first.
"""
