"""The wire: exchange with the trading platform."""
