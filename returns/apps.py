from importlib import import_module

from django.apps import AppConfig
from django.utils.module_loading import import_string


class ReturnsConfig(AppConfig):
    name = "returns"

    def ready(self) -> None:
        # By name: models are not there yet when this module is read.
        import_string("orders.panels.register")(import_string("returns.panels.cases_of_order"))
        import_string("orders.deletion.keep_visible")(import_string("returns.deleted_orders.has_cases"))
        import_string("orders.possible.register")(import_string("returns.possible.possible_with_an_order"))
        register_fact = import_string("orders.possible.register_fact")
        register_fact(*import_string("returns.queries.eligibility.REMEDIES"))
        for name, fact in import_string("returns.hours.queries.EDITION").items():
            register_fact(name, fact)
        import_string("orders.notes.register")(import_string("returns.panels.cases_of_lines"))
        import_string("orders.filters.register")(import_string("returns.possible.WITH_A_CASE"))
        for name, mark in import_string("returns.marks.MARKS").items():
            import_string("returns.case_panels.mark")(name, mark)
        import_string("returns.case_panels.mark")(*import_string("returns.withdrawing.panel.STATEMENT"))
        import_module("returns.withdrawing.receivers")
        for panel in import_string("returns.complaints.panels.PANELS"):
            import_string("returns.case_panels.register")(panel)
        import_module("returns.logistics.receivers")
        import_string("returns.case_panels.register")(import_string("returns.logistics.panel.goods_back"))
        import_string("returns.case_panels.register")(import_string("returns.logistics.panel.why_this_amount"))
        import_string("returns.case_panels.register")(import_string("returns.withdrawing.panel.acknowledgement_of"))
        import_string("returns.case_panels.register")(import_string("returns.calendar.panel.into_the_calendar"))
        import_string("returns.case_panels.register")(import_string("returns.starting.told.beside_a_case"))
