"""The acts of acceptance: one function, one act, one transaction."""
