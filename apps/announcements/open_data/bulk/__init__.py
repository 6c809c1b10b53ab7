"""Everything in files: by year, for who wants all of it at once."""
