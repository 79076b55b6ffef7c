"""Complaints, guarantee claims and delivery problems: what is decided, by when, and what the law decides for us."""

from returns.complaints.notice import Notice, notice

__all__ = ["Notice", "notice"]
