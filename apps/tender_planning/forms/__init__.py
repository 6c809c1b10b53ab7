"""What those pages ask for. Forms check shape and sense; they store nothing."""
