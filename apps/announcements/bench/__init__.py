"""Measuring the public site: the servers that are compared, the load that is put on them, what each asks for."""
