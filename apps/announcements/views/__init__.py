"""Pages of the public site: those that stand as files, and those that answer a question."""
