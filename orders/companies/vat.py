"""Tax numbers as people type them, checked without asking anybody (python-stdnum). Pure."""

import re
import unicodedata

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from stdnum import exceptions, get_cc_module
from stdnum.ch import uid
from stdnum.eu import vat as eu

# VIES and the EU write EL for Greece.
PREFIXES = {"GR": "EL"}
IN_VIES = frozenset(code.upper() for code in eu.MEMBER_STATES - {"xi"})
COUNTRIES = (*sorted(IN_VIES), "CH", "GB", "NO")
# The Swiss write the language of their tax office behind the number of the company.
BEHIND = re.compile(r"(MWST|TVA|IVA|TPV)$")
IN_FRONT = re.compile(r"^(VAT|UST-?IDNR|NIP|USTID|TVA|IVA|BTW|VATID)[.:]*")


class BadVatNumber(Exception):
    """Its text tells the person what to look at."""

    def __init__(self, message: str | Promise) -> None:
        super().__init__(message)
        self.message = message


def prefix_of(country: str) -> str:
    return PREFIXES.get(country, country)


def read(country: str, typed: str) -> str:
    """PL and 526-000-12-46 is PL5260001246. Raises BadVatNumber."""
    number = compact(typed)
    prefix = prefix_of(country)
    if number[:2].isalpha() and number[:2] in {prefix_of(code) for code in COUNTRIES} and number[:2] != prefix:
        # IE, for one, has letters inside; but a number that starts with another country's code is that country's.
        raise BadVatNumber(_("This number starts with the code of another country. Choose that country, or check it."))
    module = uid if country == "CH" else get_cc_module(country.lower(), "vat")
    if module is None:
        raise BadVatNumber(_("We can't check VAT numbers of this country. Please write to us."))
    try:
        checked = module.validate(BEHIND.sub("", number) if country == "CH" else number)
    except exceptions.InvalidLength:
        raise BadVatNumber(_("This VAT number is too short or too long. Please compare it with an invoice.")) from None
    except exceptions.InvalidChecksum:
        raise BadVatNumber(_("One digit of this VAT number is wrong. Please compare it with an invoice.")) from None
    except exceptions.ValidationError:
        raise BadVatNumber(_("This is not how VAT numbers of this country look. Please compare it.")) from None
    return prefix + checked.upper().removeprefix(prefix).removeprefix(country)


def on_an_order(country: str, said: str) -> str:
    """What a shop sent as the buyer's number, in the spelling companies have it; "" when it is none."""
    if not said:
        return ""
    number = compact(said)
    named = next((code for code in COUNTRIES if number.startswith(prefix_of(code))), "")
    for code in filter(None, (named, country.upper() if country.upper() in COUNTRIES else "")):
        try:
            return read(code, number)
        except BadVatNumber:
            continue
    return ""


def compact(typed: str) -> str:
    """Letters and digits only, without the words people put in front."""
    letters = re.sub(r"[\s./:,-]", "", unicodedata.normalize("NFKC", typed).upper())
    return IN_FRONT.sub("", letters)[:40]
