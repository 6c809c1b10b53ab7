"""Every page of the platform, read by machines: accessible, valid, and safe whatever its words are."""
