"""What a scoring scheme must satisfy, and how bids are ranked by it."""
