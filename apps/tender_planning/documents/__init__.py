"""The tender document: its fields, its assembly, and its printing."""
