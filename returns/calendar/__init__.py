"""Deadlines of a case as a calendar file (RFC 5545)."""

from returns.calendar.files import deadlines_file, running_deadlines

__all__ = ["deadlines_file", "running_deadlines"]
