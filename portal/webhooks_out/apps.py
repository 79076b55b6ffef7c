from importlib import import_module

from django.apps import AppConfig


class WebhooksOutConfig(AppConfig):
    name = "portal.webhooks_out"
    label = "webhooks_out"

    def ready(self) -> None:
        import_module("portal.webhooks_out.receivers")
        import_module("portal.webhooks_out.privacy").connect()
