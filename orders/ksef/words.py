"""Codes of FA(3) in words. The Polish of the law stands in the comments, for translators."""

from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy, pgettext_lazy

from orders.ksef.document import Document, Line, Sum
from orders.templatetags.formats import percent

type_names: dict[str, str | Promise] = {
    # Translators: Polish: faktura
    "VAT": pgettext_lazy("kind of document", "Invoice"),
    # Translators: Polish: faktura korygująca
    "KOR": pgettext_lazy("kind of document", "Correction invoice"),
    # Translators: Polish: faktura zaliczkowa
    "ZAL": pgettext_lazy("kind of document", "Advance invoice"),
    # Translators: Polish: faktura rozliczeniowa (art. 106f ust. 3 ustawy o VAT)
    "ROZ": pgettext_lazy("kind of document", "Final invoice after an advance"),
    # Translators: Polish: faktura uproszczona
    "UPR": pgettext_lazy("kind of document", "Simplified invoice"),
    # Translators: Polish: faktura korygująca fakturę zaliczkową
    "KOR_ZAL": pgettext_lazy("kind of document", "Correction of an advance invoice"),
    # Translators: Polish: faktura korygująca fakturę rozliczeniową
    "KOR_ROZ": pgettext_lazy("kind of document", "Correction of a final invoice"),
}

payment_methods: dict[str, str | Promise] = {
    # Translators: Polish: gotówka
    "1": pgettext_lazy("way to pay", "Cash"),
    # Translators: Polish: karta
    "2": pgettext_lazy("way to pay", "Card"),
    # Translators: Polish: bon
    "3": pgettext_lazy("way to pay", "Voucher"),
    # Translators: Polish: czek
    "4": pgettext_lazy("way to pay", "Cheque"),
    # Translators: Polish: kredyt
    "5": pgettext_lazy("way to pay", "Credit"),
    # Translators: Polish: przelew
    "6": pgettext_lazy("way to pay", "Bank transfer"),
    # Translators: Polish: płatność mobilna
    "7": pgettext_lazy("way to pay", "Mobile payment"),
}

correction_effects: dict[str, str | Promise] = {
    # Translators: Polish: korekta skutkująca w dacie ujęcia faktury pierwotnej
    "1": gettext_lazy("counts in the period of the original invoice"),
    # Translators: Polish: korekta skutkująca w dacie wystawienia faktury korygującej
    "2": gettext_lazy("counts in the period of this correction"),
    # Translators: Polish: korekta skutkująca w innej dacie
    "3": gettext_lazy("counts on another day"),
}

roles: dict[str, str | Promise] = {
    # Translators: Polish: faktor
    "1": gettext_lazy("Factor"),
    # Translators: Polish: odbiorca
    "2": gettext_lazy("Recipient"),
    # Translators: Polish: podmiot pierwotny
    "3": gettext_lazy("Original entity"),
    # Translators: Polish: dodatkowy nabywca
    "4": gettext_lazy("Further buyer"),
    # Translators: Polish: wystawca faktury
    "5": gettext_lazy("Issuer of the invoice"),
    # Translators: Polish: dokonujący płatności
    "6": gettext_lazy("Payer"),
    # Translators: Polish: jednostka samorządu terytorialnego – wystawca
    "7": gettext_lazy("Local government unit, issuer"),
    # Translators: Polish: jednostka samorządu terytorialnego – odbiorca
    "8": gettext_lazy("Local government unit, recipient"),
    # Translators: Polish: członek grupy VAT – wystawca
    "9": gettext_lazy("Member of a VAT group, issuer"),
    # Translators: Polish: członek grupy VAT – odbiorca
    "10": gettext_lazy("Member of a VAT group, recipient"),
    # Translators: Polish: pracownik
    "11": gettext_lazy("Employee"),
}

statuses: dict[str, str | Promise] = {
    # Translators: Polish: podatnik w stanie likwidacji
    "1": gettext_lazy("in liquidation"),
    # Translators: Polish: w trakcie postępowania restrukturyzacyjnego
    "2": gettext_lazy("in restructuring"),
    # Translators: Polish: w stanie upadłości
    "3": gettext_lazy("bankrupt"),
    # Translators: Polish: przedsiębiorstwo w spadku
    "4": gettext_lazy("enterprise in succession"),
}

# The same letters in every language: a bookkeeper looks for them.
rates: dict[str, str | Promise] = {
    "0 KR": "0%",
    # Translators: Polish: 0% WDT (wewnątrzwspólnotowa dostawa towarów)
    "0 WDT": gettext_lazy("Supply within the EU (WDT), 0%"),
    # Translators: Polish: 0% eksport
    "0 EX": gettext_lazy("Export, 0%"),
    # Translators: Polish: zw (zwolnione od podatku)
    "zw": gettext_lazy("exempt (zw)"),
    # Translators: Polish: oo (odwrotne obciążenie)
    "oo": gettext_lazy("reverse charge (oo)"),
    # Translators: Polish: np (niepodlegające opodatkowaniu)
    "np I": gettext_lazy("not taxed in Poland (np)"),
    # Translators: Polish: np (niepodlegające opodatkowaniu, art. 100 ust. 1 pkt 4)
    "np II": gettext_lazy("not taxed in Poland, art. 100(1)(4) (np)"),
}

# Rates that meet in one sum; which of them it was, the lines say.
rates_of_sum = {"1": ("23", "22"), "2": ("8", "7"), "3": ("5",), "4": ("4", "3")}
sum_names: dict[str, str | Promise] = {
    # Translators: Polish: procedura OSS (dział XII rozdział 6a ustawy o VAT)
    "5": gettext_lazy("special procedure OSS"),
    "6_1": rates["0 KR"],
    "6_2": rates["0 WDT"],
    "6_3": rates["0 EX"],
    "7": rates["zw"],
    "8": rates["np I"],
    "9": rates["np II"],
    "10": rates["oo"],
    # Translators: Polish: procedura marży
    "11": gettext_lazy("margin scheme"),
}


def rate_name(line: Line) -> str:
    """23 is "23%", zw is "exempt (zw)"."""
    if line.oss_rate is not None:
        return percent(line.oss_rate)
    return str(rates[line.rate]) if line.rate in rates else percent(Decimal(line.rate)) if line.rate else ""


def sum_name(total: Sum, document: Document) -> str:
    """The rate of a sum. 23 and 22 share one; the lines tell which, both when they are silent."""
    if total.key in sum_names:
        return str(sum_names[total.key])
    possible = rates_of_sum[total.key]
    said = {line.rate for line in (*document.lines, *document.order_lines)}
    names = [percent(Decimal(rate)) for rate in possible if rate in said] or [percent(Decimal(r)) for r in possible]
    return gettext(" or ").join(names)


def mentions(document: Document) -> list[str]:
    """What the law wants written on the invoice, in the reader's words (art. 106e of the Polish VAT act)."""
    notes = document.notes
    said = (
        # Translators: Polish: mechanizm podzielonej płatności
        (notes.split_payment, gettext("Split payment mechanism")),
        # Translators: Polish: odwrotne obciążenie
        (notes.reverse_charge, gettext("Reverse charge: the buyer accounts for the tax")),
        # Translators: Polish: metoda kasowa
        (notes.cash_accounting, gettext("Cash accounting")),
        # Translators: Polish: samofakturowanie
        (notes.self_billing, gettext("Self-billing")),
        # Translators: Polish: procedura marży dla biur podróży
        (notes.margin == "travel", gettext("Margin scheme: travel agents")),
        # Translators: Polish: procedura marży – towary używane
        (notes.margin == "used", gettext("Margin scheme: second-hand goods")),
        # Translators: Polish: procedura marży – dzieła sztuki
        (notes.margin == "art", gettext("Margin scheme: works of art")),
        # Translators: Polish: procedura marży – przedmioty kolekcjonerskie i antyki
        (notes.margin == "antiques", gettext("Margin scheme: collector's items and antiques")),
        # Translators: Polish: procedura uproszczona (transakcja trójstronna, art. 135–138)
        (notes.triangular, gettext("Simplified triangular transaction")),
        # Translators: Polish: nowy środek transportu
        (notes.new_vehicle, gettext("Supply of a new means of transport")),
        # Translators: Polish: faktura do paragonu (FP)
        (document.from_receipt, gettext("Issued to a till receipt (FP)")),
        # Translators: Polish: istniejące powiązania między nabywcą a dostawcą (TP)
        (document.related_parties, gettext("Seller and buyer are related (TP)")),
        # Translators: Polish: zwrot akcyzy
        (document.excise_refund, gettext("Goods with a refund of excise duty for farmers")),
    )
    found = [words for is_said, words in said if is_said]
    if notes.is_exempt:
        basis = ", ".join(part for part in (notes.exempt_act, notes.exempt_directive, notes.exempt_other) if part)
        # Translators: Polish: zwolnienie od podatku na podstawie …
        found.append(gettext("Exempt from tax under %(basis)s") % {"basis": basis})
    return found
