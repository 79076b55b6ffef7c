"""The ways to start in plain words, before anybody chooses: what you get, who pays, by when, by which law."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from returns.hours import queries as hours
from returns.hours.targets import NORMAL, Hours
from returns.hours.wording import span
from returns.law.packs import Pack
from returns.models import LawSettings, ReturnSettings
from returns.starting.rules import COMPLAINT, DELIVERY, GUARANTEE, QUESTION, RETURN, WAYS, WITHDRAWAL

ICONS = {
    WITHDRAWAL: "file-x",
    RETURN: "undo-2",
    COMPLAINT: "shield-alert",
    GUARANTEE: "award",
    DELIVERY: "package-x",
    QUESTION: "message-circle",
}


TITLES = {
    WITHDRAWAL: gettext_lazy("I changed my mind"),
    RETURN: gettext_lazy("I want to send something back"),
    COMPLAINT: gettext_lazy("It is faulty or not as agreed"),
    GUARANTEE: gettext_lazy("I want to use the guarantee"),
    DELIVERY: gettext_lazy("The parcel is damaged, incomplete or missing"),
    QUESTION: gettext_lazy("Something else"),
}


@dataclass(frozen=True)
class Shop:
    """What the shop promises, and what it decided where the law leaves it open."""

    own: ReturnSettings
    law: LawSettings
    hours: Hours


def load_shop(request: HttpRequest | None = None) -> Shop:
    return Shop(ReturnSettings.load(request_or_site=request), LawSettings.load(request_or_site=request), hours.hours())


@dataclass(frozen=True)
class Line:
    """One consequence: what it is about, and what holds."""

    label: str
    text: str
    icon: str


@dataclass(frozen=True)
class Way:
    """title says it as the customer would; name is what the law and our pages call it."""

    kind: str
    title: str
    name: str
    short: str
    icon: str
    lines: list[Line]
    # Which of two ways that look alike this one is, and against whom.
    beside: str = ""


def ways(pack: Pack, shop: Shop) -> list[Way]:
    """In the order in which most people look for them; without those that this buyer's law does not know."""
    return [way(kind, pack, shop) for kind in WAYS if kind != WITHDRAWAL or pack.has_withdrawal]


def way(kind: str, pack: Pack, shop: Shop) -> Way:
    name, short = words_of(kind, pack, shop)
    return Way(kind, str(TITLES[kind]), name, short, ICONS[kind], list(LINES[kind](pack, shop)), beside(kind))


def words_of(kind: str, pack: Pack, shop: Shop) -> tuple[str, str]:
    """What the law and our pages call it, and what it comes to."""
    match kind:
        case "withdrawal":
            return (
                _("Withdrawal from the contract"),
                _("No reason needed, all your money back. We pay the parcel to us too.")
                if shop.own.shop_pays_return
                else _("No reason needed, all your money back. You pay the parcel to us."),
            )
        case "return":
            return (
                _("Return as the shop promises"),
                _("When the time for a withdrawal is over: the price of the items back, without delivery."),
            )
        case "complaint":
            return (
                _("Complaint to us, the shop"),
                _("Repair or replacement for free, else a lower price or your money back. We pay everything."),
            )
        case "guarantee":
            return (
                _("Guarantee claim to the guarantor"),
                _("What the guarantee card promises, from whoever gave it. We pass it on."),
            )
        case "delivery":
            return (
                _("Delivery problem"),
                _("We look for it, send it again or pay it back. It costs you nothing."),
            )
    return _("Question"), answered(shop, QUESTION)


def beside(kind: str) -> str:
    if kind == COMPLAINT:
        return _(
            "A complaint is your right by law, against us who sold it. A guarantee is a promise of whoever gave it, "
            "often the maker, in the guarantee card. They are two paths: you choose, we never change it for you, and "
            "using one does not end the other."
        )
    if kind == GUARANTEE:
        return _(
            "A guarantee is a promise of whoever gave it, often the maker: what it covers, for how long and who pays "
            "stands in the guarantee card. Your right to complain to us, the shop, is a second path by law. You "
            "choose, we never change it for you, and using one does not end the other."
        )
    if kind == RETURN:
        return _(
            "This is our own promise, beside your right to withdraw. Within that time a withdrawal gives you more."
        )
    return ""


def withdrawing(pack: Pack, shop: Shop) -> Iterator[Line]:
    yield gets(_("Everything you paid for the items.") + " " + delivery_back(shop))
    yield pays(
        _("You pay nothing: sending it to us is on us.")
        if shop.own.shop_pays_return
        else _("You pay for sending it to us. Everything else is free.")
    )
    days = pack.withdrawal_days or 0
    yield you(
        ngettext(
            "Say it within %(days)d day after the last item arrived, then send it within %(back)d days.",
            "Say it within %(days)d days after the last item arrived, then send it within %(back)d days.",
            days,
        )
        % {"days": days, "back": pack.send_back_days}
    )
    refund = _("Your money is back within %(days)d days of your statement.") % {"days": pack.refund_days}
    if pack.may_withhold:
        refund += " " + _("We may wait for the items, or for the proof that you sent them.")
    yield us(refund)
    yield law(_("Your right by law, from us who sold it. No reason is needed and none is asked for."))


def delivery_back(shop: Shop) -> str:
    """W7, W14: what becomes of the delivery that was paid."""
    match shop.law.partial_delivery:
        case LawSettings.PartialDelivery.ALWAYS:
            return _("Standard delivery comes back too.")
        case LawSettings.PartialDelivery.SHARE:
            return _("Standard delivery comes back too, as much of it as of the price.")
    return _("Standard delivery comes back too when you withdraw from the whole order.")


def returning(pack: Pack, shop: Shop) -> Iterator[Line]:
    yield gets(_("The price of the items you send back. What you paid for delivery stays paid."))
    yield pays(
        _("We pay for sending it to us.")
        if shop.own.shop_pays_return
        else _("You pay for sending it to us, unless we tell you otherwise when we answer.")
    )
    days = shop.own.return_days
    yield you(
        ngettext("Start within %(days)d day after it arrived.", "Start within %(days)d days after it arrived.", days)
        % {"days": days}
    )
    yield us(
        answered(shop, RETURN)
        + " "
        + ngettext(
            "Your money is back within %(days)d day after the parcel reached us.",
            "Your money is back within %(days)d days after the parcel reached us.",
            shop.own.refund_days,
        )
        % {"days": shop.own.refund_days}
    )
    yield law(_("Our own promise, beside your rights by law. A reason is welcome, not needed."))


def complaining(pack: Pack, shop: Shop) -> Iterator[Line]:
    if pack.has_remedy_order:
        yield gets(
            _(
                "Repair or replacement, as you choose. A lower price or your money back when that is refused, not "
                "done, did not help, or the fault is serious."
            )
        )
    else:
        yield gets(_("Repair, replacement, a lower price or your money back."))
    yield pays(_("We pay everything, the parcel both ways too."))
    if pack.liability_months:
        yield you(
            _("The fault shows within %(months)d months after it arrived. Tell us soon.")
            % {"months": pack.liability_months}
        )
    answer = _("You get an answer within %(days)d days.") % {"days": pack.complaint_days}
    if pack.silence_accepts:
        answer += " " + _("If we don't answer in time, your complaint counts as accepted.")
    yield us(answer)
    basis = _("Your right by law, against us who sold it. You need no guarantee for it.")
    if not pack.has_withdrawal:
        basis = _("Against us who sold it, by the contract and the law for business buyers. You need no guarantee.")
    yield law(basis)


def claiming(pack: Pack, shop: Shop) -> Iterator[Line]:
    yield gets(_("What the guarantee card promises, most often a repair or a replacement."))
    yield pays(_("As the guarantee card says. We tell you before anything costs you money."))
    yield you(_("While the guarantee lasts, as the card says."))
    yield us(
        ngettext(
            "You hear from us within %(days)d day, even while the guarantor still decides.",
            "You hear from us within %(days)d days, even while the guarantor still decides.",
            shop.own.guarantee_days,
        )
        % {"days": shop.own.guarantee_days}
    )
    yield law(_("A promise of the guarantor. Your rights against us stay as they are."))


def missing_something(pack: Pack, shop: Shop) -> Iterator[Line]:
    yield gets(_("We ask the carrier, then send the items again or pay them back."))
    yield pays(_("We do. Until the parcel is in your hands, its risk is ours."))
    yield you(_("As soon as you notice. Damaged? Keep the box and take photos."))
    yield us(answered(shop, DELIVERY))
    yield law(_("Your right by law, against us who sold it. It replaces neither a complaint nor a withdrawal."))


def asking(pack: Pack, shop: Shop) -> Iterator[Line]:
    yield us(answered(shop, QUESTION))


LINES: dict[str, Callable[[Pack, Shop], Iterator[Line]]] = {
    WITHDRAWAL: withdrawing,
    RETURN: returning,
    COMPLAINT: complaining,
    GUARANTEE: claiming,
    DELIVERY: missing_something,
    QUESTION: asking,
}


def answered(shop: Shop, kind: str) -> str:
    """By the targets in opening hours; where no hours are set, in whole working days."""
    if shop.hours.schedule.has_hours:
        target = shop.hours.target(kind, NORMAL, "first_reply")
        said = {"span": span(target.seconds // 60)}
        if target.clock == "business":
            return _("A person answers within %(span)s of our opening hours.") % said
        return _("A person answers within %(span)s.") % said
    days = shop.own.answer_days
    words = ngettext(
        "A person answers within %(days)d working day.", "A person answers within %(days)d working days.", days
    )
    return words % {"days": days}


def gets(text: str) -> Line:
    return Line(pgettext("consequence", "What you get"), text, "banknote")


def pays(text: str) -> Line:
    return Line(pgettext("consequence", "Who pays"), text, "wallet")


def you(text: str) -> Line:
    return Line(pgettext("consequence", "Your time"), text, "calendar-clock")


def us(text: str) -> Line:
    return Line(pgettext("consequence", "Our time"), text, "hourglass")


def law(text: str) -> Line:
    return Line(pgettext("consequence", "What it rests on"), text, "scale")
