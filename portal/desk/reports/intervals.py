"""How sure a difference between two shares is; the arithmetic is kb's, for apps below the desk measure, too."""

from kb.figures.intervals import Difference, difference

__all__ = ["Difference", "difference"]
