from django.apps import AppConfig
from django.utils.module_loading import import_string


class DashboardConfig(AppConfig):
    name = "portal.dashboard"
    label = "dashboard"

    def ready(self) -> None:
        # By name: models are not there yet when this module is read.
        import_string("portal.dashboard.answers.connect")()
        import_string("portal.dashboard.search_answers.connect")()
        import_string("portal.dashboard.starting.connect")()
        import_string("portal.dashboard.reading.connect")()
        import_string("portal.dashboard.variables.connect")()
        import_string("portal.dashboard.own.connect")()
        import_string("portal.dashboard.logo.connect")()
        import_string("portal.dashboard.again.connect")()
