from importlib import import_module

from django.apps import AppConfig


class ProactiveConfig(AppConfig):
    name = "portal.proactive"
    label = "proactive"

    def ready(self) -> None:
        import_module("portal.proactive.connecting").connect()
        import_module("portal.proactive.privacy").connect()
