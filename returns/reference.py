"""The number a customer reads to us on the phone: no letter or digit that looks like another."""

import re
import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
PREFIX = {
    "withdrawal": "W",
    "return": "R",
    "complaint": "C",
    "guarantee": "G",
    "delivery": "D",
    "question": "Q",
}

SHAPE = re.compile(rf"[A-Z]-[{ALPHABET}]{{6}}")


def is_reference(text: str) -> bool:
    """Could this be one? Anything else never reaches the database."""
    return bool(SHAPE.fullmatch(text))


def new_reference(kind: str) -> str:
    """Like R-7F3K9Q; random, so nobody can count our cases or guess another's."""
    return f"{PREFIX[kind]}-{''.join(secrets.choice(ALPHABET) for _ in range(6))}"
