"""A year of a shop's cases: what charts need to mean something, and a desk full of work."""
