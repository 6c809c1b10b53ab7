"""What the pages of the public site show, one module for each page."""
