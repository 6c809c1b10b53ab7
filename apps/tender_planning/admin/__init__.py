"""Preparations at the center's site, and the catalogues that the center keeps for them."""

from apps.tender_planning.admin import calendar, checks, documents, fees, plannings, rooms, rules, scoring

__all__ = ["calendar", "checks", "documents", "fees", "plannings", "rooms", "rules", "scoring"]
