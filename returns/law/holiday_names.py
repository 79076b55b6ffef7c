"""Public holidays in the reader's language: explanations store the English name of the `holidays` package."""

from django.utils.translation import pgettext_lazy

NAMES = {
    "New Year's Day": pgettext_lazy("public holiday", "New Year's Day"),
    "Epiphany": pgettext_lazy("public holiday", "Epiphany"),
    "Good Friday": pgettext_lazy("public holiday", "Good Friday"),
    "Easter Sunday": pgettext_lazy("public holiday", "Easter Sunday"),
    "Easter Monday": pgettext_lazy("public holiday", "Easter Monday"),
    "Labor Day": pgettext_lazy("public holiday", "Labour Day"),
    "National Day": pgettext_lazy("public holiday", "1 May"),
    "National Day of the Third of May": pgettext_lazy("public holiday", "Third of May"),
    "Ascension Day": pgettext_lazy("public holiday", "Ascension Day"),
    "Pentecost": pgettext_lazy("public holiday", "Pentecost"),
    "Pentecost Monday": pgettext_lazy("public holiday", "Whit Monday"),
    "Corpus Christi": pgettext_lazy("public holiday", "Corpus Christi"),
    "Assumption Day": pgettext_lazy("public holiday", "Assumption Day"),
    "German Unity Day": pgettext_lazy("public holiday", "German Unity Day"),
    "Reformation Day": pgettext_lazy("public holiday", "Reformation Day"),
    "All Saints' Day": pgettext_lazy("public holiday", "All Saints' Day"),
    "National Independence Day": pgettext_lazy("public holiday", "Independence Day"),
    "Christmas Eve": pgettext_lazy("public holiday", "Christmas Eve"),
    "Christmas Day": pgettext_lazy("public holiday", "Christmas Day"),
    "Second Day of Christmas": pgettext_lazy("public holiday", "Second Day of Christmas"),
}


def name_of(stored: str) -> str:
    """A name we do not know stays as the package has it."""
    return str(NAMES.get(stored, stored))
