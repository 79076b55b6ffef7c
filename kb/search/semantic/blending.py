"""How what an article says and what it means make one score: 0.6 × semantic + 0.4 × lexical."""

from collections.abc import Mapping, Sequence

SEMANTIC, LEXICAL = 0.6, 0.4
# The cosine of the document at this place counts as nothing: texts of one language are all a little alike.
NOTHING_AT = 200

Scored = Sequence[tuple[str, float]]


def blended(lexical: Scored, cosines: Scored, top: float | None = None) -> list[tuple[str, float]]:
    """Scores by key, best first. Both are given best first.

    Lexical scores are divided by their best; cosines lose that of the 200th document (or the last) and are divided by
    `top`, what is left of the best.
    """
    best = lexical[0][1] if lexical else 1.0
    meaning = above_nothing(cosines)
    top = top or max(meaning.values(), default=0.0) or 1.0
    scores = {key: SEMANTIC * value / top for key, value in meaning.items()}
    for key, score in lexical:
        scores[key] = scores.get(key, 0.0) + LEXICAL * score / best
    return sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))


def above_nothing(cosines: Scored) -> Mapping[str, float]:
    nothing = cosines[min(NOTHING_AT, len(cosines)) - 1][1] if len(cosines) > 1 else 0.0
    return {key: cosine - nothing for key, cosine in cosines[:NOTHING_AT]}
