"""Statutory rules as effective-dated data, and how one is found."""
