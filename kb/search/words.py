"""Words that carry no meaning in a question, by language; written for questions customers ask a shop."""

from whoosh.lang.stopwords import stoplists

POLISH = """
a aby albo ale ani az bez bo by byc byl byla bylo byly bym bys bede bedzie beda chce chcialbym chcialabym ci cie co
cos czy czyli dla do dlaczego gdy gdyby gdzie go i ich ile im inne inny iz ja jak jaka jaki jakie jakich jako
jego jej jest jestem jesli jezeli juz kiedy kto ktora ktore ktorego ktorej ktory ktorych ktorym lub ma maja mam mi
mial mnie moge moga moj moja moje mojego mojej mojemu mozna moze mozesz mu musi musze my na nad nam nas nasz naszej
nasze nie niech nim nich niej o od oraz po pod poniewaz prosze przed przez przy sa sie skad swoj swoja swoje ta tak
takie tam te tego tej ten to tu ty tym tych u w we wam was wiec witam wy z za ze zeby
"""

ENGLISH = """
a am an and any are as at be been but by can could did do does doing for from had has have having he hello her here
him his how i if in into is it its just me my myself no nor not of off on or our ours out please shall she should so
than that the their them then there these they this those to too us was we were what when where which while who whom
why will with would you your yours
"""

RUSSIAN = """
а без бы был была были было быть в вам вас во вот все вы где да для до его ее если есть еще же за здравствуйте и из
или им их к как какая какие какой какую ко когда кто куда ли либо мне можно могу может мои мой мою моя моего моей мы
на над нам нас наш не него нее нет ни них но ну о об он она они оно от по под пожалуйста почему при с со свои свой
сколько так такой там то того тоже только ту ты у уже хочу чего чем что чтобы это эта эти этот этого я
"""

_OURS = {"pl": POLISH, "en": ENGLISH, "ru": RUSSIAN}


def stop_words(language: str) -> frozenset[str]:
    """Stop words of a language, folded (without accents); none for a language nobody made a list for."""
    if language in _OURS:
        return frozenset(_OURS[language].split())
    return frozenset(stoplists.get(language, ()))
