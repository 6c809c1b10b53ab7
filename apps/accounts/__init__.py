"""Organisations, people, their roles, and who may see what."""
