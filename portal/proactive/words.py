"""What an offer says, in the reader's language: title, text, and where it leads."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from orders.models import Invoice, Shipment
from orders.templatetags.formats import day
from portal.proactive.models import Nudge, RuleName

S = Shipment.Status
STUCK_TITLES = {
    S.ATTEMPT_FAILED: gettext_lazy("The carrier could not hand over your parcel"),
    S.EXCEPTION: gettext_lazy("The carrier reports a problem with your parcel"),
    S.EXPIRED: gettext_lazy("The carrier has stopped giving news of your parcel"),
    S.RETURNING: gettext_lazy("Your parcel is on its way back to us"),
}
STUCK_TEXTS = {
    S.ATTEMPT_FAILED: gettext_lazy(
        "The carrier tries again or takes it to a pick-up point; the page of your order shows which."
    ),
    S.RETURNING: gettext_lazy("Tell us whether we shall send it once more or pay your money back."),
}


@dataclass(frozen=True, slots=True)
class Words:
    title: str
    text: str
    icon: str


def words(row: Nudge) -> Words:
    return WORDS[row.rule](row)


def _parcel(row: Nudge) -> Words:
    status = S(row.shipment.status) if row.shipment else S.UNKNOWN
    title = STUCK_TITLES.get(status) or _("Your parcel is late")
    text = STUCK_TEXTS.get(status) or _(
        "Most late parcels arrive within days, and its page shows any news at once. If you would rather not wait, "
        "write to us: we ask the carrier for you."
    )
    return Words(str(title), _about_order(row, str(text)), "truck")


def _invoice(row: Nudge) -> Words:
    paper = row.invoice
    number = paper.number if paper else ""
    if paper and paper.kind == Invoice.Kind.CREDIT_NOTE:
        title, text = _("You have a credit note"), _("Keep %(paper)s together with your first invoice.")
    else:
        title = _("Your invoice was corrected")
        text = _("%(paper)s says what was changed. Keep it together with your first invoice.")
    return Words(title, _about_order(row, text % {"paper": number}), "file-text")


def _return(row: Nudge) -> Words:
    sent = row.case.dispatched_at if row.case else None
    if sent:
        title = _("Your return has not reached us yet")
        text = _(
            "You handed it over on %(day)s. Show us the posting receipt or the parcel number on its page: then we ask "
            "the carrier, and you are not the one who waits."
        ) % {"day": day(sent)}
    else:
        title = _("We are still waiting for your return")
        text = _(
            "Have you sent it already? Tell us the parcel number on its page. If something keeps you from sending it, "
            "write to us and we find a way."
        )
    return Words(title, _about_case(row, text), "package-search")


def _deadline(row: Nudge) -> Words:
    by = vars(row).get("send_by")
    title = _("Please send it back by %(day)s") % {"day": day(by)} if by else _("Please send it back soon")
    text = _("Address, label and what else you need are on its page. Handing it to the carrier on that day is enough.")
    return Words(title, _about_case(row, text), "calendar-clock")


def _search(row: Nudge) -> Words:
    text = _("You searched twice and found nothing. Write to us in your own words: a person reads every message.")
    return Words(_("Shall we look for you?"), text, "message-circle")


def _article(row: Nudge) -> Words:
    text = _("You have been reading “%(article)s” for a while. If it does not answer your question, ask us about it.")
    name = row.article.title if row.article else pgettext("in place of an article's title", "an article")
    return Words(_("Is something still unclear?"), text % {"article": name}, "book-open")


def _about_order(row: Nudge, text: str) -> str:
    return _("Order %(number)s. %(text)s") % {"number": row.order.number, "text": text} if row.order else text


def _about_case(row: Nudge, text: str) -> str:
    return f"{row.case.subject}: {text}" if row.case and row.case.subject else text


WORDS: Mapping[str, Callable[[Nudge], Words]] = {
    RuleName.PARCEL: _parcel,
    RuleName.INVOICE: _invoice,
    RuleName.RETURN: _return,
    RuleName.DEADLINE: _deadline,
    RuleName.SEARCH: _search,
    RuleName.ARTICLE: _article,
}

# What stands on the button of each way on; the first of an offer's ways is the one to take.
LABELS = {
    "order": gettext_lazy("Open the order"),
    "track": gettext_lazy("Follow it at the carrier's"),
    "paper": gettext_lazy("Open the document"),
    "case": gettext_lazy("Open your return"),
    "ask": gettext_lazy("Ask us"),
}


def targets(row: Nudge) -> dict[str, str]:
    """Name of each way on: its address."""
    found: dict[str, str] = {}
    if row.case is not None:
        found["case"] = reverse("cases:detail", args=[row.case.reference])
    if row.invoice is not None and row.order is not None:
        found["paper"] = reverse("orders:invoice", args=[row.order.slug, row.invoice.slug])
    if row.shipment is not None and row.order is not None:
        found["order"] = reverse("orders:detail", args=[row.order.slug])
        if row.shipment.tracking_url:
            found["track"] = row.shipment.tracking_url
    about = ""
    if row.order is not None:
        about = f"?order={row.order.slug}"
    elif row.article_id and row.rule == RuleName.ARTICLE:
        about = f"?article={row.article_id}"
    found["ask"] = reverse("cases:contact") + about
    return found
