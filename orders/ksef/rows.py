"""Lines, lines of an order paid in advance, and sums by rate."""

from orders.ksef.document import Line, Sum
from orders.ksef.elements import Element, amount, children, day, is_one, text

SUMS = ("1", "2", "3", "4", "5", "6_1", "6_2", "6_3", "7", "8", "9", "10", "11")


def read_lines(fa: Element) -> tuple[Line, ...]:
    return tuple(_line(each) for each in children(fa, "FaWiersz"))


def _line(row: Element) -> Line:
    return Line(
        number=int(text(row, "NrWierszaFa")),
        uid=text(row, "UU_ID"),
        name=text(row, "P_7"),
        index=text(row, "Indeks"),
        gtin=text(row, "GTIN"),
        classification=_classification(row, ""),
        unit=text(row, "P_8A"),
        quantity=amount(row, "P_8B"),
        net_price=amount(row, "P_9A"),
        gross_price=amount(row, "P_9B"),
        discount=amount(row, "P_10"),
        net=amount(row, "P_11"),
        gross=amount(row, "P_11A"),
        vat=amount(row, "P_11Vat"),
        rate=text(row, "P_12"),
        oss_rate=amount(row, "P_12_XII"),
        in_annex_15=is_one(row, "P_12_Zal_15"),
        excise=amount(row, "KwotaAkcyzy"),
        gtu=text(row, "GTU"),
        procedure=text(row, "Procedura"),
        exchange_rate=amount(row, "KursWaluty"),
        delivered_date=day(row, "P_6A"),
        is_before=is_one(row, "StanPrzed"),
    )


def read_order_lines(fa: Element) -> tuple[Line, ...]:
    """ZamowienieWiersz: what an advance was paid for."""
    return tuple(_order_line(each) for each in children(fa, "Zamowienie/ZamowienieWiersz"))


def _order_line(row: Element) -> Line:
    return Line(
        number=int(text(row, "NrWierszaZam")),
        uid=text(row, "UU_IDZ"),
        name=text(row, "P_7Z"),
        index=text(row, "IndeksZ"),
        gtin=text(row, "GTINZ"),
        classification=_classification(row, "Z"),
        unit=text(row, "P_8AZ"),
        quantity=amount(row, "P_8BZ"),
        net_price=amount(row, "P_9AZ"),
        net=amount(row, "P_11NettoZ"),
        vat=amount(row, "P_11VatZ"),
        rate=text(row, "P_12Z"),
        oss_rate=amount(row, "P_12Z_XII"),
        in_annex_15=is_one(row, "P_12Z_Zal_15"),
        excise=amount(row, "KwotaAkcyzyZ"),
        gtu=text(row, "GTUZ"),
        procedure=text(row, "ProceduraZ"),
        is_before=is_one(row, "StanPrzedZ"),
    )


def _classification(row: Element, suffix: str) -> str:
    found = ((name, text(row, name + suffix)) for name in ("PKWiU", "CN", "PKOB"))
    return ", ".join(f"{name} {code}" for name, code in found if code)


def read_sums(fa: Element) -> tuple[Sum, ...]:
    found = ((key, amount(fa, f"P_13_{key}")) for key in SUMS)
    return tuple(
        Sum(key, net, amount(fa, f"P_14_{key}"), amount(fa, f"P_14_{key}W")) for key, net in found if net is not None
    )
