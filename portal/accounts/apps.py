from importlib import import_module

from django.apps import AppConfig
from django.utils.module_loading import import_string


class AccountsConfig(AppConfig):
    name = "portal.accounts"
    label = "accounts"

    def ready(self) -> None:
        import_module("portal.accounts.receivers")
        # By name: models are not there yet when this module is read.
        import_string("portal.accounts.privacy.areas.connect")()
