"""What every business app stands on; knows no procurement noun."""
