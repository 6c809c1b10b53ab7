"""What others may take and use again: a read API, the changes in order, OCDS, files with everything in them."""
