from django.apps import AppConfig


class ProactiveConfig(AppConfig):
    name = "portal.proactive"
    label = "proactive"
