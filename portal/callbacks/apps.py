from importlib import import_module

from django.apps import AppConfig


class CallbacksConfig(AppConfig):
    name = "portal.callbacks"
    label = "callbacks"

    def ready(self) -> None:
        import_module("portal.callbacks.beside").connect()
        import_module("portal.callbacks.privacy").connect()
