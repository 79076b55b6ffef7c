from django.apps import AppConfig


class MailInConfig(AppConfig):
    name = "portal.mail_in"
    label = "mail_in"
