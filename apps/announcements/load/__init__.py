"""Made-up announcements in any number, for measuring."""
