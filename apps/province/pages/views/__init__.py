"""The pages, one module for each menu entry."""
