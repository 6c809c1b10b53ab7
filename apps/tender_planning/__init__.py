"""Preparing the tender: setup, fees, documents, scoring, checks, opening and evaluation settings."""
