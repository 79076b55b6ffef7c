"""Where apps below show offers: called once, when the apps are ready."""

from typing import Any

from django.db.models import Exists, OuterRef

from kb.search import in_vain
from kb.signals import trail_stopped
from orders import panels as order_panels
from orders.possible import register_fact
from portal.proactive import panels
from portal.proactive.actions import forget_reading
from portal.proactive.models import Nudge
from returns import case_panels, home_panels


def connect() -> None:
    home_panels.register(panels.at_home, panels.any_at_home)
    order_panels.register(panels.on_order)
    register_fact("has_offer", Exists(Nudge.objects.filter(order=OuterRef("pk"), held_out=False, dismissed_at=None)))
    case_panels.mark("has_offer", Exists(Nudge.objects.filter(case=OuterRef("pk"))))
    case_panels.register(panels.on_case)
    in_vain.register(panels.in_vain)
    trail_stopped.connect(forget, dispatch_uid="offers after a trail")


def forget(user_id: int, **_news: Any) -> None:
    forget_reading(user_id)
