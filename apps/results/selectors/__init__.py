"""What pages show of results, put together with a fixed number of queries."""
