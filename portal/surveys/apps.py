from importlib import import_module

from django.apps import AppConfig


class SurveysConfig(AppConfig):
    name = "portal.surveys"
    label = "surveys"

    def ready(self) -> None:
        import_module("portal.surveys.receivers")
        import_module("portal.surveys.connecting").connect()
        import_module("portal.surveys.privacy").connect()
