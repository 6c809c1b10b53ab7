"""What is frozen of each part when a version is issued.

Each module has `snapshot(planning)`, which returns the part as plain values (choices as they are
stored, rows as lists of dictionaries in the order of their positions, each with its `key` or its
`lot_no`, the same for the same content whatever order the database returns), and `LABELS`, which
says what each key of it is called on a page.
"""
