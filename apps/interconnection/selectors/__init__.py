"""What the center's pages of the exchange show."""
