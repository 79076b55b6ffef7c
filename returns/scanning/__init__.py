"""ClamAV looks at people's files, where the operator has it (CLAMD_URL). It fails closed (security.md R38)."""

from returns.scanning.actions import look_again, look_at

__all__ = ["look_again", "look_at"]
