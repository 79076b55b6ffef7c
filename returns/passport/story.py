"""What happened to one bought thing, from the order to today, for includes/timeline.html."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from orders.models import Order, OrderLine
from returns.models import Case, DoneRemedy

WORDS = {
    "repair": pgettext_lazy("passport", "Repaired"),
    "replacement": pgettext_lazy("passport", "Replaced"),
}


@dataclass(frozen=True)
class Step:
    title: str
    at: datetime
    text: str = ""
    state: str = "done"


def story(
    order: Order, line: OrderLine, delivered_at: datetime | None, done: Iterable[DoneRemedy], cases: Iterable[Case]
) -> list[Step]:
    """Oldest first. Cases are those the reader may see; repairs and replacements belong to the thing."""
    steps = [Step(pgettext("passport", "Ordered"), order.placed_at)]
    if delivered_at:
        steps.append(Step(pgettext("passport", "Delivered"), delivered_at))
    steps += [Step(f"{case.get_kind_display()} {case.reference}", case.opened_at) for case in cases]
    steps += [_done(each, line) for each in done]
    return sorted(steps, key=lambda step: step.at)


def _done(each: DoneRemedy, line: OrderLine) -> Step:
    title = str(WORDS.get(each.remedy) or each.get_remedy_display())
    said = []
    if each.quantity < line.quantity:
        said.append(_("%(pieces)d of %(all)d pieces") % {"pieces": each.quantity, "all": line.quantity})
    if each.is_guarantee:
        said.append(_("under the guarantee"))
    if each.product:
        said.append(each.product)
    if each.serials:
        said.append(_("new serial numbers: %(numbers)s") % {"numbers": ", ".join(map(str, each.serials))})
    return Step(title, each.done_at, "; ".join(said))
