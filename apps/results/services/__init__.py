"""The acts upon results: one function, one act, one transaction."""
