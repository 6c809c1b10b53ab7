"""The exchange with the province: knows the wire and the domain, and is known by neither."""
