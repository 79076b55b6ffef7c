"""What the demo shop sells, in the three languages of its customers. Prices include 23 % Polish VAT."""

from decimal import Decimal
from typing import NamedTuple


class Goods(NamedTuple):
    sku: str
    price: str
    en: str
    pl: str
    ru: str

    def name(self, language: str) -> str:
        return {"pl": self.pl, "ru": self.ru}.get(language, self.en)


GOODS = {
    goods.sku: goods
    for goods in (
        Goods("MUG-01", "49.00", "Ceramic mug, 350 ml", "Kubek ceramiczny 350 ml", "Керамическая кружка, 350 мл"),
        Goods("ENG-01", "65.00", "Mug with your engraving", "Kubek z Twoim grawerem", "Кружка с вашей гравировкой"),
        Goods("POT-07", "189.00", "Cast-iron teapot, 0.8 l", "Czajniczek żeliwny 0,8 l", "Чугунный чайник, 0,8 л"),
        Goods("KET-02", "329.00", "Gooseneck kettle", "Czajnik z wylewką gęsia szyja", "Чайник «гусиная шея»"),
        Goods("TIN-03", "39.90", "Tea tin with a lid", "Puszka na herbatę", "Жестяная банка для чая"),
        Goods("SAM-01", "1248.37", "Electric samovar, 3 l", "Samowar elektryczny 3 l", "Электрический самовар, 3 л"),
        Goods(
            "SEN-10", "54.50", "Sencha green tea, 100 g", "Zielona herbata sencha 100 g", "Зелёный чай сэнтя, 100 г"
        ),
        Goods("EAR-10", "42.00", "Earl Grey, 100 g", "Earl Grey 100 g", "Эрл Грей, 100 г"),
        Goods("HIB-10", "31.00", "Hibiscus flowers, 100 g", "Kwiat hibiskusa 100 g", "Цветы гибискуса, 100 г"),
        Goods("STR-04", "24.90", "Fine tea strainer", "Sitko do herbaty", "Ситечко для чая"),
        Goods("GLS-06", "119.00", "Six tea glasses", "Komplet sześciu szklanek", "Шесть стаканов для чая"),
        Goods("HON-05", "36.00", "Linden honey, 400 g", "Miód lipowy 400 g", "Липовый мёд, 400 г"),
        Goods("TOW-02", "45.00", "Linen tea towel", "Lniana ściereczka", "Льняное полотенце"),
        Goods("CAN-01", "159.00", "Enamel watering can", "Konewka emaliowana", "Эмалированная лейка"),
        Goods(
            "ANT-60",
            "1450.00",
            "Second-hand samovar, Tula, 1960s",
            "Samowar używany, Tuła, lata 60.",
            "Самовар с историей, Тула, 1960-е",
        ),
        Goods("LES-01", "180.00", "Tea brewing course", "Kurs parzenia herbaty", "Курс заваривания чая"),
        Goods("GIF-00", "100.00", "Gift card", "Karta podarunkowa", "Подарочная карта"),
    )
}
EURO = Decimal("4.25")


def price(goods: Goods, currency: str) -> Decimal:
    amount = Decimal(goods.price)
    return amount if currency == "PLN" else (amount / EURO).quantize(Decimal("0.01"))
