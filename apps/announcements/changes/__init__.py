"""变更公告: what its text says about times and places, what follows from it, and what stands in its way."""
