"""Claims in plain words: what was demanded, what was decided and why, what comes next. In the active language."""

from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from orders.templatetags.formats import money
from returns.complaints.rules import Why
from returns.models import Case, Decision

Text = str | Promise

# After "you asked for" and "we offer".
REMEDIES: dict[str, Text] = {
    "repair": pgettext_lazy("you asked for", "repair"),
    "replacement": pgettext_lazy("you asked for", "replacement"),
    "reduction": pgettext_lazy("you asked for", "a lower price"),
    "withdrawal": pgettext_lazy("you asked for", "withdrawal from the contract, with your money back"),
    "refund": pgettext_lazy("you asked for", "your money back"),
}
WHYS: dict[str, Text] = {
    Why.IMPOSSIBLE: gettext_lazy("What you asked for is impossible."),
    Why.DISPROPORTIONATE: gettext_lazy("What you asked for would cost far more than the other remedy."),
    Why.NEITHER: gettext_lazy("Neither repair nor replacement is possible at a cost in proportion."),
    Why.REPAIR_FIRST: gettext_lazy("Repair or replacement comes first; money is due when they fail or are refused."),
    Why.AMOUNT: gettext_lazy("The amount you asked for is more than the defect takes from the value of the item."),
    Why.IMMATERIAL: gettext_lazy("The defect is immaterial, so the contract stays; the price can be lowered."),
    Why.SUGGESTION: gettext_lazy("We suggest it. If you would rather keep to what you asked for, say so."),
}
# What an agent chooses from.
WHYS_FOR_AGENTS: dict[str, Text] = {
    Why.IMPOSSIBLE: gettext_lazy("The demanded remedy is impossible"),
    Why.DISPROPORTIONATE: gettext_lazy("The demanded remedy would cost far more than this one"),
    Why.NEITHER: gettext_lazy("Neither repair nor replacement is possible at a cost in proportion"),
    Why.REPAIR_FIRST: gettext_lazy("Repair or replacement comes first: no ground for money yet"),
    Why.AMOUNT: gettext_lazy("The demanded amount is more than the defect takes from the value"),
    Why.IMMATERIAL: gettext_lazy("The defect is immaterial (yours to prove)"),
    Why.SUGGESTION: gettext_lazy("Only a suggestion: the demand is not refused and the clock runs on"),
}
TITLES: dict[str, Text] = {
    Decision.Verdict.ACCEPTED: gettext_lazy("We accept your complaint"),
    Decision.Verdict.BY_LAW: gettext_lazy("Your complaint is accepted by law"),
    Decision.Verdict.OFFERED: gettext_lazy("We offer another remedy"),
    Decision.Verdict.AGREED: gettext_lazy("Agreed"),
    Decision.Verdict.DECLINED: gettext_lazy("We decline your complaint"),
}


def title_of(decision: Decision) -> Text:
    if decision.case.kind == Case.Kind.GUARANTEE and decision.verdict == Decision.Verdict.DECLINED:
        return gettext_lazy("The guarantee claim is declined")
    if decision.verdict == Decision.Verdict.ACCEPTED and decision.why:
        return gettext_lazy("Another remedy takes the place of the accepted one")
    return TITLES[decision.verdict]


def currency_of(case: Case) -> str:
    return case.order.currency if case.order else ""


def named(remedy: str, amount: Decimal | None, case: Case) -> str:
    """ "a lower price, by 20,00 zł": a remedy inside a sentence; empty where none was named."""
    words = str(REMEDIES.get(remedy, ""))
    if remedy == Case.Remedy.REDUCTION and amount is not None:
        return _("a lower price, by %(amount)s") % {"amount": money(amount, currency_of(case))}
    return words


def demanded(case: Case) -> str:
    return named(case.demand, case.demand_amount, case)


def decided(decision: Decision) -> str:
    """One sentence: what the answer comes to."""
    remedy = named(decision.remedy, decision.amount, decision.case)
    match decision.verdict:
        case Decision.Verdict.BY_LAW:
            if not remedy:
                return _("You got no answer within the time the law sets, so your complaint counts as accepted.")
            words = _(
                "You got no answer within the time the law sets, so your complaint counts as accepted, and with it "
                "what you asked for: %(remedy)s."
            )
        case Decision.Verdict.OFFERED:
            words = _("Instead of what you asked for we offer: %(remedy)s. Please tell us whether you agree.")
        case Decision.Verdict.AGREED:
            words = _("You agreed to what we offered: %(remedy)s.")
        case Decision.Verdict.DECLINED:
            if decision.case.kind == Case.Kind.GUARANTEE:
                return _("The claim under the guarantee is declined, for the reasons below.")
            return _("We decline your complaint, for the reasons below.")
        case _:
            if decision.why:
                words = _("What was accepted cannot be done. You get instead: %(remedy)s.")
            else:
                words = _("We accept your complaint. You get what you asked for: %(remedy)s.")
    return words % {"remedy": remedy}


def what_comes_next(decision: Decision) -> str:
    """After this answer: who does what."""
    if decision.verdict == Decision.Verdict.OFFERED:
        if decision.is_answer:
            return _("Agree, or keep to what you asked for: then we look at your complaint again and write to you.")
        return _("You need not agree. Until you do, your complaint stands as you sent it, and so does its last day.")
    if decision.verdict == Decision.Verdict.DECLINED:
        if decision.case.kind == Case.Kind.GUARANTEE:
            return _(
                "The guarantee is only the guarantor's own promise. Your rights against us as the seller are another "
                "matter: if the item is not as agreed, you can complain to us all the same."
            )
        return _("If you see it differently, write to us in the case: a person reads it.")
    match decision.remedy:
        case "repair":
            return _("We arrange the way to us and back, at our cost, repair the item and tell you when it is done.")
        case "replacement":
            return _("We arrange the way of the old item to us, at our cost, and send you the new one.")
        case "reduction":
            return _("We pay the amount back the way you paid, within 14 days of the day you asked for it.")
        case "withdrawal":
            return _(
                "Send the item back at our cost. We pay your money back within 14 days of getting it, or of your "
                "proof that you sent it."
            )
    return _("We write to you about how it is carried out.")


REPAIR_ADDS = gettext_lazy(
    "Once it is repaired, our liability for the item is extended by 12 months; that happens once."
)
