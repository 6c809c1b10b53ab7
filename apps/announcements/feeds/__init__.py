"""Atom and RSS of the public site: of all announcements, of one column, and of any search."""
