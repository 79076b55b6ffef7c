"""What a rejection must say about settling the dispute out of court (C6), locked outside the translation files.

Sources: Directive 2013/11/EU art. 13(3); PL: act of 23 September 2016 on out-of-court resolution of consumer disputes,
art. 31-32; DE: VSBG §§ 36-37. The EU's ODR platform closed on 20 July 2025: nothing links to it.
"""

from dataclasses import dataclass
from enum import StrEnum

VERSION = "2013/11-1"
SPOKEN_BY_ALL = "en"


class Stance(StrEnum):
    AGREES = "agrees"
    ASKS = "asks"
    REFUSES = "refuses"


TEXTS = {
    "en": {
        Stance.AGREES: "We agree to settle this dispute out of court, before {body}.",
        Stance.ASKS: "We intend to ask for this dispute to be settled out of court, before {body}.",
        Stance.REFUSES: "We refuse to take part in settling this dispute out of court.",
        "competent": "The body competent for us would be {body}.",
        "basis": "This is our statement under {law}. Whatever it says, you keep the right to go to court.",
    },
    "pl": {
        Stance.AGREES: "Wyrażamy zgodę na pozasądowe rozwiązanie tego sporu przed podmiotem: {body}.",
        Stance.ASKS: "Zamierzamy wystąpić o pozasądowe rozwiązanie tego sporu do podmiotu: {body}.",
        Stance.REFUSES: "Odmawiamy udziału w pozasądowym rozwiązaniu tego sporu.",
        "competent": "Podmiotem uprawnionym właściwym dla nas byłby: {body}.",
        "basis": (
            "To nasze oświadczenie na podstawie: {law}. Niezależnie od niego masz prawo dochodzić roszczeń "
            "przed sądem."
        ),
    },
    "ru": {
        Stance.AGREES: "Мы согласны на внесудебное разрешение этого спора; орган: {body}.",
        Stance.ASKS: "Мы намерены просить о внесудебном разрешении этого спора; орган: {body}.",
        Stance.REFUSES: "Мы отказываемся от участия во внесудебном разрешении этого спора.",
        "competent": "Компетентный для нас орган: {body}.",
        "basis": (
            "Это наше заявление; основание: {law}. При любом его содержании вы сохраняете право обратиться в суд."
        ),
    },
}
LAWS = {
    "PL": {
        "en": "art. 32 of the Polish Act of 23 September 2016 on out-of-court resolution of consumer disputes",
        "pl": "art. 32 ustawy z dnia 23 września 2016 r. o pozasądowym rozwiązywaniu sporów konsumenckich",
        "ru": "ст. 32 польского закона от 23 сентября 2016 г. о внесудебном разрешении потребительских споров",
    },
    "DE": {
        "en": "§§ 36 and 37 of the German Act on consumer dispute resolution (VSBG)",
        "pl": "§§ 36 i 37 niemieckiej ustawy o rozstrzyganiu sporów konsumenckich (VSBG)",
        "ru": "§§ 36 и 37 немецкого закона об урегулировании потребительских споров (VSBG)",
    },
    "EU": {
        "en": "art. 13(3) of Directive 2013/11/EU on alternative dispute resolution for consumer disputes",
        "pl": "art. 13 ust. 3 dyrektywy 2013/11/UE w sprawie alternatywnych metod rozstrzygania sporów konsumenckich",
        "ru": "ст. 13(3) Директивы 2013/11/ЕС об альтернативном разрешении потребительских споров",
    },
}


class BodyMissing(ValueError):
    """Whoever agrees or asks must name the body that would settle the dispute."""


@dataclass(frozen=True)
class Statement:
    stance: Stance
    text: str
    version: str
    language: str

    def as_dict(self) -> dict[str, str]:
        return {
            "stance": self.stance.value,
            "text": self.text,
            "version": self.version,
            "language": self.language,
        }


def statement(stance: Stance, *, law: str, language: str, body: str) -> Statement:
    """In words, by the law pack's code and in the customer's language; `body` is name and address, lines allowed.

    Raises BodyMissing.
    """
    code = language.split("-")[0].lower()
    known = code if code in TEXTS else SPOKEN_BY_ALL
    named = ", ".join(" ".join(line.split()) for line in body.splitlines() if line.strip()).rstrip(".,; ")
    if stance is not Stance.REFUSES and not named:
        raise BodyMissing
    texts = TEXTS[known]
    sentences = [texts[stance].format(body=named)]
    if stance is Stance.REFUSES and named:
        sentences.append(texts["competent"].format(body=named))
    sentences.append(texts["basis"].format(law=LAWS.get(law.upper(), LAWS["EU"])[known]))
    return Statement(stance, " ".join(sentences), VERSION, known)
