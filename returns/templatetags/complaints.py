"""What was done about a claim, in a sentence."""

from django import template
from django.utils.translation import gettext as _

from orders.templatetags.formats import when
from returns.models import Case, CaseEvent, DoneRemedy

register = template.Library()


@register.filter
def done_words(done: DoneRemedy) -> str:
    said = {"name": done.order_line.name, "day": when(done.done_at), "product": done.product}
    if done.remedy == Case.Remedy.REPAIR:
        return _("%(name)s: repaired, %(day)s") % said
    if done.remedy == Case.Remedy.REPLACEMENT:
        words = _("%(name)s: replaced with %(product)s, %(day)s") if done.product else _("%(name)s: replaced, %(day)s")
        return words % said
    return _("%(name)s: done, %(day)s") % said


@register.filter
def outcome_words(ended: CaseEvent) -> str:
    """How a delivery problem ended."""
    match ended.data.get("outcome"):
        case "found":
            return _("The parcel was found and is on its way to you.")
        case "sent_again":
            return _("We have sent the goods once more.")
    return _("It is resolved.")
