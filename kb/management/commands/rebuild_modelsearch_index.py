from kb.search.rebuilding import Command

__all__ = ["Command"]
