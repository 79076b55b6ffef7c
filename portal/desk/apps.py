from importlib import import_module

from django.apps import AppConfig
from django.utils.module_loading import import_string


class DeskConfig(AppConfig):
    name = "portal.desk"
    label = "desk"

    def ready(self) -> None:
        # By name: models are not there yet when this module is read.
        import_string("portal.desk.case_figures.connect")()
        import_string("portal.desk.privacy.connect")()
        import_string("portal.desk.surveys.panel.connect")()
        import_string("portal.desk.articles.panel.connect")()
        import_module("portal.desk.complaints_steps")
        import_module("portal.desk.customers.hooks")
        import_module("portal.desk.logistics_steps")
        import_module("portal.desk.withdraw_steps")
        import_module("portal.desk.roles")
        import_module("portal.desk.digest.hooks")
        import_module("portal.desk.reports.hooks")
        import_module("portal.desk.searching.receivers")
        import_module("portal.desk.macros.admin")
        import_module("portal.desk.automation.admin")
        import_module("portal.desk.automation.receivers")
        import_string("portal.desk.case.following.connect")()
