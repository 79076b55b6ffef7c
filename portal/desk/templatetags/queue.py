from typing import Any

from django import template

from portal.desk.queue.place import Place
from returns.models import Case

register = template.Library()


@register.inclusion_tag("desk/queue/place.html", takes_context=True)
def queue_place(context: dict[str, Any], case: Case) -> dict[str, Any]:
    """Next, back, and to the list, on a case that was opened from a view. `{% queue_place case %}`, no queries."""
    place = Place.read(context["request"])
    if place is None:
        return {"place": None}
    return {
        "place": place,
        "back": place.queue_url,
        "next": place.beside(case.reference, 1),
        "previous": place.beside(case.reference, -1),
    }
