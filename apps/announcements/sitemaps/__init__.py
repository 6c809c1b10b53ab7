"""Sitemaps: which pages there are and when each was last changed, for search engines."""
