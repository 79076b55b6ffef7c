"""The telephone at the desk: calls that customers booked, and calls that come in."""
