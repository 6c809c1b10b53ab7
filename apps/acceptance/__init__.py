"""Procurement plans, projects, lots, and the review of acceptance (项目进场受理)."""
