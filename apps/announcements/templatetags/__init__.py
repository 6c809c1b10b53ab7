"""Template tags of announcements."""
