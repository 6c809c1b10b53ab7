"""What results bring: who got each lot, for how much, and which legal periods run from it."""
