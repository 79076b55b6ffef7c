"""The questions and their scales in words, and what could be better."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from portal.accounts.mail import shop_name
from portal.notifications.compose import plain
from portal.surveys.rules import scores_of

Words = str | Promise

AGREE: dict[int, Words] = {
    1: gettext_lazy("Strongly disagree"),
    2: gettext_lazy("Disagree"),
    3: gettext_lazy("Somewhat disagree"),
    4: gettext_lazy("Neither agree nor disagree"),
    5: gettext_lazy("Somewhat agree"),
    6: gettext_lazy("Agree"),
    7: gettext_lazy("Strongly agree"),
}
SATISFIED: dict[int, Words] = {
    1: gettext_lazy("Very dissatisfied"),
    2: gettext_lazy("Dissatisfied"),
    3: gettext_lazy("Neither satisfied nor dissatisfied"),
    4: gettext_lazy("Satisfied"),
    5: gettext_lazy("Very satisfied"),
}
LIKELY: dict[int, Words] = {0: gettext_lazy("Not at all likely"), 10: gettext_lazy("Extremely likely")}
LABELS = {"ces": AGREE, "step": AGREE, "article": AGREE, "csat": SATISFIED, "nps": LIKELY}

# What could be better, for the chips under an answer; names are kept, words may change.
BETTER: dict[str, Words] = {
    "speed": pgettext_lazy("could be better", "A faster answer"),
    "clear": pgettext_lazy("could be better", "Clearer words"),
    "solution": pgettext_lazy("could be better", "A better solution"),
    "person": pgettext_lazy("could be better", "Reaching a person"),
    "steps": pgettext_lazy("could be better", "Fewer steps"),
    "repeat": pgettext_lazy("could be better", "Not having to repeat myself"),
}
BETTER_SHOP: dict[str, Words] = {
    "goods": pgettext_lazy("could be better", "The products"),
    "delivery": pgettext_lazy("could be better", "Delivery"),
    "price": pgettext_lazy("could be better", "Prices"),
    "help": pgettext_lazy("could be better", "Help when something goes wrong"),
    "site": pgettext_lazy("could be better", "The web shop"),
}

STEPS: dict[str, Words] = {
    "return_sent": pgettext_lazy("self-service step", "Return sent"),
    "complaint_sent": pgettext_lazy("self-service step", "Complaint sent"),
    "guarantee_sent": pgettext_lazy("self-service step", "Guarantee claim sent"),
    "delivery_sent": pgettext_lazy("self-service step", "Delivery problem reported"),
    "withdrawal_sent": pgettext_lazy("self-service step", "Withdrawal sent"),
    "order_found": pgettext_lazy("self-service step", "Order found without an account"),
}


def shop() -> str:
    """As the shop's settings call it, like in every mail."""
    return plain("notifications/mail/shop.txt", {"shop_name": shop_name()}).strip()


def question(kind: str) -> str:
    """In the language that is switched on. CES 2.0 in its own words."""
    if kind == "ces":
        return _("%(shop)s made it easy for me to handle my issue.") % {"shop": shop()}
    if kind == "csat":
        return _("How satisfied are you with how we handled your case?")
    if kind == "nps":
        return _("How likely are you to recommend %(shop)s to a friend or colleague?") % {"shop": shop()}
    if kind == "article":
        return _("It was easy to find what I was looking for.")
    return _("It was easy to do this here.")


def lead(kind: str) -> str:
    """What to do with the scale."""
    if kind in ("csat", "nps"):
        return _("Choose one number.")
    return _("How much do you agree?")


def ends(kind: str) -> tuple[Words, Words]:
    numbers, labels = scores_of(kind), LABELS[kind]
    return labels[numbers[0]], labels[numbers[-1]]


def scale(kind: str) -> list[tuple[int, Words]]:
    """Each number with the words a screen reader says with it."""
    return [(score, LABELS[kind].get(score, "")) for score in scores_of(kind)]


def in_words(kind: str, score: int) -> str:
    """“6 of 7: Agree”."""
    text = _("%(score)d of %(most)d") % {"score": score, "most": scores_of(kind)[-1]}
    label = LABELS[kind].get(score)
    return f"{text}: {label}" if label else text


def chips(kind: str) -> dict[str, Words]:
    return BETTER_SHOP if kind == "nps" else BETTER


def better_in_words(names: list[str]) -> list[Words]:
    known = BETTER | BETTER_SHOP
    return [known[name] for name in names if name in known]
