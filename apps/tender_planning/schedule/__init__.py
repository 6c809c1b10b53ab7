"""Dates proved against the rules, and the make-up of the committee."""
