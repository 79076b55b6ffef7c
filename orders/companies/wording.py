"""What a change of a company says to its administrators."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from orders.models import Company, CompanyEvent, CompanyRole

# %(by)s is who did it, as that person was called then.
WORDS = {
    "founded": gettext_noop("%(by)s set up the company with VAT number %(vat_number)s."),
    "changed": gettext_noop("%(by)s changed the name or the address."),
    "vat_changed": gettext_noop("%(by)s changed the VAT number from %(before)s to %(after)s."),
    "invited": gettext_noop("%(by)s invited %(email)s as %(role)s."),
    "invited_again": gettext_noop("%(by)s sent the invitation to %(email)s again."),
    "invitation_taken_back": gettext_noop("%(by)s took the invitation to %(email)s back."),
    "invitation_declined": gettext_noop("%(email)s declined the invitation."),
    "joined": gettext_noop("%(by)s joined with %(email)s as %(role)s."),
    "role_changed": gettext_noop("%(by)s changed the role of %(name)s from %(before)s to %(role)s."),
    "removed": gettext_noop("%(by)s removed %(name)s."),
    "left": gettext_noop("%(name)s left."),
    "order_given": gettext_noop("%(by)s gave order %(number)s to the company."),
    "order_taken_out": gettext_noop("%(by)s took order %(number)s out of the company."),
}
CHECKS = {
    Company.Check.VALID: gettext_noop("The register VIES confirmed %(vat_number)s."),
    Company.Check.INVALID: gettext_noop("The register VIES does not know %(vat_number)s."),
}


def told(event: CompanyEvent) -> str:
    """One sentence; an unknown verb of another release says at least its name."""
    facts = Facts(event.data)
    if event.verb == "orders_came":
        count = int(facts["count"] or 0)
        return ngettext(
            "%(count)d order with the company's VAT number came to it.",
            "%(count)d orders with the company's VAT number came to it.",
            count,
        ) % {"count": count}
    if event.verb == "vat_checked":
        return _(CHECKS[Company.Check(event.data.get("result", Company.Check.INVALID))]) % facts
    return _(WORDS[event.verb]) % facts if event.verb in WORDS else event.verb


class Facts(dict[str, str]):
    """An event's data with roles in the reader's language; what was never written down is a dash."""

    def __missing__(self, name: str) -> str:
        return "–"

    def __getitem__(self, name: str) -> str:
        value = super().__getitem__(name) if name in self else self.__missing__(name)
        return str(CompanyRole(value).label).lower() if value in CompanyRole.values else value
