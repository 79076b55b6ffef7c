"""Naughty input: every place that takes something is found by program, and gets strings that break programs."""
