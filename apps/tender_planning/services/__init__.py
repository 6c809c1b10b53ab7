"""The acts of preparing a tender: one function, one act, one transaction."""
