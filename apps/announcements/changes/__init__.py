"""变更公告: what its text says about times and places, what follows, what stands in its way; the agencies' pages."""
