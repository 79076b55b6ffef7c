from importlib import import_module

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "portal.notifications"
    label = "notifications"

    def ready(self) -> None:
        import_module("portal.notifications.receivers")
        import_module("portal.notifications.case_news")
        import_module("portal.notifications.order_news")
        import_module("portal.notifications.company_news")
        import_module("portal.notifications.complaints_news")
        import_module("portal.notifications.logistics_news")
        import_module("portal.notifications.passport_news")
        import_module("portal.notifications.tips")
        import_module("portal.notifications.mail_in_news")
        import_module("portal.notifications.orders_found")
        import_module("portal.notifications.withdrawal_news")
        import_module("portal.notifications.privacy_news")
        import_module("portal.notifications.privacy").connect()
