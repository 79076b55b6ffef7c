"""Which cases have all these words: asked of FTS5 on SQLite, of a tsvector on PostgreSQL.

The words are letters and digits only (orders.words.fold); they are parameters, and quoted, all the same.
"""

from django.db import connection
from django.db.models import Q
from django.db.models.expressions import RawSQL

from portal.desk.searching.words import asked

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


def matching(text: str, narrowed: bool = False) -> Q:
    """Cases that have a word beginning with each word of the text, the newest NEWEST or NARROWED of them."""
    words = asked(text[:LONGEST_SEARCH])
    if not words:
        return Q(pk__in=[])
    limit = NARROWED if narrowed else NEWEST
    if connection.vendor == "sqlite":
        return Q(pk__in=RawSQL(SQLITE, [" AND ".join(f'"{word}" *' for word in words), limit]))  # noqa: S611 parameters
    return Q(pk__in=RawSQL(POSTGRESQL, [" & ".join(f"'{word}':*" for word in words), limit]))  # noqa: S611
