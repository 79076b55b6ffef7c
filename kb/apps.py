from importlib import import_module

from django.apps import AppConfig


class KbConfig(AppConfig):
    name = "kb"

    def ready(self) -> None:
        import_module("kb.path_numbers")
        import_module("kb.search.receivers")
        import_module("kb.receivers")
        import_module("kb.announcing")
        import_module("kb.editing.pictures")
