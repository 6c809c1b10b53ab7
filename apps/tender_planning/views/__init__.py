"""The pages on which an agency prepares a tender."""
