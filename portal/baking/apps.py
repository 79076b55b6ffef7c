from importlib import import_module

from django.apps import AppConfig


class BakingConfig(AppConfig):
    name = "portal.baking"

    def ready(self) -> None:
        import_module("portal.baking.receivers")
