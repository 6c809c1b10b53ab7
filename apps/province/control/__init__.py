"""The driving API: tests and judges act here without a browser, from this machine alone."""
