"""The wire between the platform and the province: bytes, signatures and documents, none of our models."""
