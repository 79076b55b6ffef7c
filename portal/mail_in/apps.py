from importlib import import_module

from django.apps import AppConfig


class MailInConfig(AppConfig):
    name = "portal.mail_in"
    label = "mail_in"

    def ready(self) -> None:
        import_module("portal.mail_in.receivers")
        import_module("portal.mail_in.privacy").connect()
