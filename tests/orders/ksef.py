"""FA(3) invoices for tests: the Ministry's examples, and small ones that say only what the test is about."""

from pathlib import Path

from orders.ksef.numbers import check_digits

EXAMPLES = Path(__file__).parent / "data" / "fa3"
NIP = "5265877635"

NAMESPACE = "http://crd.gov.pl/wzor/2025/06/25/13775/"
MUG = (
    "<FaWiersz><NrWierszaFa>1</NrWierszaFa><P_7>Kubek ceramiczny</P_7><P_8A>szt.</P_8A><P_8B>2</P_8B>"
    "<P_9B>49</P_9B><P_11A>98</P_11A><P_12>23</P_12></FaWiersz>"
)
SHAPE = """<?xml version="1.0" encoding="UTF-8"?>
<Faktura xmlns="{namespace}">
<Naglowek><KodFormularza kodSystemowy="FA (3)" wersjaSchemy="1-0E">FA</KodFormularza>
<WariantFormularza>3</WariantFormularza><DataWytworzeniaFa>2026-11-02T10:00:00Z</DataWytworzeniaFa></Naglowek>
<Podmiot1><DaneIdentyfikacyjne><NIP>{nip}</NIP><Nazwa>Dom i Ogród sp. z o.o.</Nazwa></DaneIdentyfikacyjne>
<Adres><KodKraju>PL</KodKraju><AdresL1>ul. Piotrkowska 1</AdresL1><AdresL2>90-001 Łódź</AdresL2></Adres></Podmiot1>
<Podmiot2><DaneIdentyfikacyjne>{buyer_id}<Nazwa>Anna Nowak</Nazwa></DaneIdentyfikacyjne>
<Adres><KodKraju>PL</KodKraju><AdresL1>ul. Łąkowa 5</AdresL1><AdresL2>31-443 Kraków</AdresL2></Adres>
<JST>2</JST><GV>2</GV></Podmiot2>
<Fa><KodWaluty>PLN</KodWaluty><P_1>{issued}</P_1><P_2>{number}</P_2><P_6>2026-11-02</P_6>
<P_13_1>115.44</P_13_1><P_14_1>26.55</P_14_1><P_15>{total}</P_15>
<Adnotacje><P_16>2</P_16><P_17>2</P_17><P_18>2</P_18><P_18A>{split}</P_18A><Zwolnienie><P_19N>1</P_19N></Zwolnienie>
<NoweSrodkiTransportu><P_22N>1</P_22N></NoweSrodkiTransportu><P_23>2</P_23>
<PMarzy><P_PMarzyN>1</P_PMarzyN></PMarzy></Adnotacje>
<RodzajFaktury>{kind}</RodzajFaktury>{correction}{lines}
{order}</Fa></Faktura>
"""


def example(number: int) -> bytes:
    return (EXAMPLES / f"example_{number:02}.xml").read_bytes()


def fa3(
    number: str = "FV/2026/11/0042",
    order: str = "1001",
    *,
    nip: str = NIP,
    buyer_nip: str = "",
    total: str = "141.99",
    split: str = "2",
    issued: str = "2026-11-02",
    corrects: str = "",
    corrects_ksef: str = "",
    lines: str = MUG,
) -> bytes:
    """An invoice for order 1001 of tests.orders.makers, or a correction of `corrects`."""
    where = f"<NrKSeF>1</NrKSeF><NrKSeFFaKorygowanej>{corrects_ksef}</NrKSeFFaKorygowanej>"
    correction = (
        "<PrzyczynaKorekty>zwrot towaru</PrzyczynaKorekty><DaneFaKorygowanej>"
        f"<DataWystFaKorygowanej>2026-11-02</DataWystFaKorygowanej><NrFaKorygowanej>{corrects}</NrFaKorygowanej>"
        f"{where if corrects_ksef else '<NrKSeFN>1</NrKSeFN>'}</DaneFaKorygowanej>"
    )
    named = f"<Zamowienia><NrZamowienia>{order}</NrZamowienia></Zamowienia>"
    return SHAPE.format(
        namespace=NAMESPACE,
        nip=nip,
        buyer_id=f"<NIP>{buyer_nip}</NIP>" if buyer_nip else "<BrakID>1</BrakID>",
        issued=issued,
        number=number,
        total=total,
        split=split,
        kind="KOR" if corrects else "VAT",
        correction=correction if corrects else "",
        lines=lines,
        order=f"<WarunkiTransakcji>{named}</WarunkiTransakcji>" if order else "",
    ).encode()


def ksef_number(serial: str = "0100001AF629", nip: str = NIP, day: str = "20261103") -> str:
    body = f"{nip}-{day}-{serial}"
    return f"{body}-{check_digits(body)}"
