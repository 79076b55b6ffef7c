"""Which cases have all these words: asked of FTS5 on SQLite, of a tsvector on PostgreSQL.

The words are letters and digits only (orders.words.fold); they are parameters, and quoted, all the same. What names
one thing, a case, an order or an address, is looked up by its index: as words such texts are among the dearest, since
"r" of R-7F3K9Q or "com" of an address begins a word of nearly every case.
"""

from django.db import connection
from django.db.models import Q
from django.db.models.expressions import RawSQL

from portal.desk.searching.exactly import cases_of_address, cases_of_order
from portal.desk.searching.words import asked
from returns.reference import is_reference

LONGEST_SEARCH = 100
# The newest of that many: a word that half of all cases have must not take half a second. Narrowed down by a filter,
# older ones come into sight.
NEWEST, NARROWED = 2000, 10_000
SQLITE = """
    SELECT rowid FROM desk_casewords_found WHERE desk_casewords_found MATCH %s ORDER BY rowid DESC LIMIT %s
"""
POSTGRESQL = """
    SELECT case_id FROM desk_casewords WHERE found @@ %s::tsquery ORDER BY case_id DESC LIMIT %s
"""
AND_ITSELF = "SELECT * FROM ({}) AS mentions UNION SELECT id FROM returns_case WHERE reference = %s"


def matching(text: str, narrowed: bool = False) -> Q:
    """Cases that have a word beginning with each word of the text, the newest NEWEST or NARROWED of them.

    A case's number finds it and whoever writes of it; an order's number or an address finds their cases, if there are
    any. At most one question more than the one this is a part of.
    """
    said = text[:LONGEST_SEARCH].replace("\x00", " ").strip()
    words, limit = asked(said), NARROWED if narrowed else NEWEST
    if not words:
        return Q(pk__in=[])
    if len(said.split()) > 1 or len(words) == 1:
        return _having(words, limit)
    if "@" in said:
        return cases_of_address(said) or _having(words, limit, whole=True)
    exact = None if is_reference(said.upper()) else cases_of_order(said)
    # A number in one piece: a letter by itself in it begins a word of nearly every case.
    return exact or _having([word for word in words if len(word) > 1] or words, limit, said.upper())


def _having(words: list[str], limit: int, reference: str = "", whole: bool = False) -> Q:
    """`reference`: this case, too, in one list: an OR beside it is a walk through all. `whole`: only the last word may
    go on."""
    stars = ["" if whole and word is not words[-1] else "*" for word in words]
    pairs = list(zip(words, stars, strict=True))
    if connection.vendor == "sqlite":
        sql, said = SQLITE, " AND ".join(f'"{word}" {star}' for word, star in pairs)
    else:
        sql, said = POSTGRESQL, " & ".join(f"'{word}'{':*' if star else ''}" for word, star in pairs)
    if not reference:
        return Q(pk__in=RawSQL(sql, [said, limit]))  # noqa: S611 parameters
    return Q(pk__in=RawSQL(AND_ITSELF.format(sql), [said, limit, reference]))  # noqa: S611 parameters
