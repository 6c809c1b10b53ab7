"""Where local announcements are drafted: the agencies' pages, their sheets, and who is told; `formats` is pure."""
