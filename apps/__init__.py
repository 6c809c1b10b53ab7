"""The applications of the platform, and the reference province beside them."""
