"""On an order's page: its cases, and which of its lines are in one."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from orders.models import Order
from orders.notes import LineNote
from orders.panels import OrderPanel
from returns.access import about_order, cases_of
from returns.models import Case
from returns.queries import with_clocks
from returns.wording import status_words, tone_of


def cases_of_order(request: HttpRequest, order: Order) -> OrderPanel | None:
    cases = cases_about(request.user, order)
    if not cases:
        return None
    return OrderPanel(_("Your cases about this order"), "returns/order_panel.html", {"cases": cases})


def cases_of_lines(person: Any, order: Order) -> Iterator[LineNote]:
    """Which case each line is in, for whose cases they are."""
    for case in reversed(cases_about(person, order)):
        name, url = f"{case.get_kind_display()} {case.reference}", reverse("cases:detail", args=[case.reference])
        for line in case.lines.all():
            pieces = ngettext("%(pieces)d piece in %(case)s", "%(pieces)d pieces in %(case)s", line.quantity)
            text = pieces % {"pieces": line.quantity, "case": name}
            yield LineNote(line.order_line_id, f"{text}: {status_words(case)}", url, tone_of(case))


def cases_about(person: Any, order: Order) -> list[Case]:
    """The newest first, with their lines; kept with the order, which the page gives to everybody who asks."""
    kept: dict[Any, list[Case]] = vars(order).setdefault("cases_by_person", {})
    if person.pk not in kept:
        found = cases_of(person).filter(about_order(order.pk)).prefetch_related("lines")
        kept[person.pk] = list(with_clocks(found))
    return kept[person.pk]
