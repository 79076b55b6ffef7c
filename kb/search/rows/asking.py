"""Ranks the rows for a question with what the database has: FTS5 on SQLite, `simple` full text on PostgreSQL.

The tokens come from our analysis and hold letters and digits only; they are parameters, and quoted, all the same.
Words that no article has are not guessed at here: their beginnings have to do.
"""

from collections.abc import Iterable

from django.db import connection

from kb.models import ArticleWords
from kb.search.analysis import analysis, beginning, fold, middle
from kb.search.ranking import Question
from kb.search.rows.words import BEGINNING, COMPLETED, MIDDLE

# bm25 of title, summary, body and shapes; and what PostgreSQL multiplies weights D, C, B and A with.
SQLITE_WEIGHTS = "2.0, 1.4, 1.0, 0.8"
POSTGRESQL_WEIGHTS = "{0.4, 0.5, 0.7, 1.0}"
SQLITE = f"""
    SELECT found.rowid, -bm25(kb_articlewords_found, {SQLITE_WEIGHTS}) AS score
    FROM kb_articlewords_found AS found JOIN kb_articlewords AS words ON words.page_id = found.rowid
    WHERE kb_articlewords_found MATCH %s AND words.language = %s
    ORDER BY score DESC, found.rowid LIMIT %s
"""  # noqa: S608 constants of ours
POSTGRESQL = """
    WITH met AS (
        SELECT w.page_id,
               ts_rank(%(weights)s::float4[], w.found, asked.token::tsquery, 1) AS worth,
               count(*) OVER (PARTITION BY asked.token) AS pages
        FROM unnest(%(tokens)s::text[]) AS asked(token)
        JOIN kb_articlewords AS w ON w.found @@ asked.token::tsquery
        WHERE w.language = %(language)s
    )
    SELECT met.page_id, sum(met.worth * ln(1 + total.pages / (0.5 + met.pages))) AS score
    FROM met, (SELECT count(*)::float AS pages FROM kb_articlewords WHERE language = %(language)s) AS total
    GROUP BY met.page_id ORDER BY score DESC, met.page_id LIMIT %(limit)s
"""
FLOOR = 0.12


def ranked(question: Question, limit: int, completing: bool = False) -> list[tuple[int, float]]:
    """(page id, score) of the best articles in the question's language, best first. One query."""
    tokens = list(dict.fromkeys([*question.tokens, *question.also, *shapes(question.words)]))
    unfinished = list(map(fold, analysis.split(question.text)[-1:])) if completing else []
    if not tokens and not unfinished:
        return []
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(SQLITE, [matching(tokens, unfinished), question.language, limit])
        else:
            values: dict[str, str | int | list[str]] = {
                "tokens": [
                    *(lexeme(token) for token in tokens),
                    *(f"{lexeme(COMPLETED + word)}:*" for word in unfinished),
                ],
                "language": question.language,
                "weights": POSTGRESQL_WEIGHTS,
                "limit": limit,
            }
            cursor.execute(POSTGRESQL, values)
        found = [(int(key), float(score)) for key, score in cursor.fetchall()]
    return [(key, score) for key, score in found if score >= found[0][1] * FLOOR]


def languages_with_words() -> set[str]:
    """Asking for words in a language nobody writes in costs as much as in any other. One query of an index."""
    return set(ArticleWords.objects.order_by().values_list("language", flat=True).distinct())


def shapes(words: Iterable[str]) -> list[str]:
    found = []
    for word in words:
        found.append(BEGINNING + beginning(word))
        if shape := middle(word)[1:]:
            found.append(MIDDLE + shape)
    return found


def matching(tokens: list[str], unfinished: list[str]) -> str:
    """An FTS5 question: any of the tokens, or a title with a word that begins so."""
    parts = [quoted(token) for token in tokens]
    parts += [f"shapes : {quoted(COMPLETED + word)} *" for word in unfinished]
    return " OR ".join(parts)


def quoted(token: str) -> str:
    return '"' + token.replace('"', " ") + '"'


def lexeme(token: str) -> str:
    """A token as PostgreSQL's tsquery type reads it."""
    return "'" + token.replace("'", " ").replace("\\", " ") + "'"
