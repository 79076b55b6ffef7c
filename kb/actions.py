"""What changes in the help centre. Editors' own changes go through Wagtail."""

from kb.feedback.actions import explain, vote
from kb.importing.pages import import_articles

__all__ = ["explain", "import_articles", "vote"]
