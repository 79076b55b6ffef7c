from importlib import import_module

from django.apps import AppConfig
from django.utils.module_loading import import_string


class OrdersConfig(AppConfig):
    name = "orders"

    def ready(self) -> None:
        import_module("orders.companies.receivers")
        import_module("orders.hooks.receivers")
        # Views need the models, which are not loaded before now.
        import_string("orders.ksef.paper.register")()
        import_string("orders.panels.register")(import_string("orders.companies.order_views.company_of_order"))
