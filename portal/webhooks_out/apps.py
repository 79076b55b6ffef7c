from django.apps import AppConfig


class WebhooksOutConfig(AppConfig):
    name = "portal.webhooks_out"
    label = "webhooks_out"
