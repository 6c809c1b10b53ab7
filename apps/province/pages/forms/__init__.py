"""The forms of the pages; they check shape and sense, and save nothing."""
