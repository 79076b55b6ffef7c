"""The world of the access matrix, for the walk from door to door."""

from tests.house.access.conftest import house

__all__ = ["house"]
