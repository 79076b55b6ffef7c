from importlib import import_module

from django.apps import AppConfig
from django.conf import settings

from portal.operations import sentry


class OperationsConfig(AppConfig):
    name = "portal.operations"
    label = "operations"

    def ready(self) -> None:
        import_module("portal.operations.receivers")
        import_module("portal.operations.privacy").connect()
        if settings.SENTRY_DSN:
            sentry.start(settings.SENTRY_DSN)
