"""The read API: announcements, projects and changes as JSON, for anybody."""
