"""What templates ask of accounts."""
