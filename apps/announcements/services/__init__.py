"""The acts upon announcements: one function, one act, one transaction."""
