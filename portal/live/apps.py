from importlib import import_module

from django.apps import AppConfig
from django.utils.module_loading import import_string


class LiveConfig(AppConfig):
    name = "portal.live"
    label = "live"

    def ready(self) -> None:
        # By name: models are not there yet when this module is read.
        import_module("portal.live.receivers")
        import_string("portal.live.privacy.connect")()
        import_string("portal.live.mails.connect")()
        import_string("portal.live.offers.connect")()
