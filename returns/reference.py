"""The number a customer reads to us on the phone: no letter or digit that looks like another."""

import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
PREFIX = {"return": "R", "question": "Q"}


def new_reference(kind: str) -> str:
    """Like R-7F3K9Q; random, so nobody can count our cases or guess another's."""
    return f"{PREFIX[kind]}-{''.join(secrets.choice(ALPHABET) for _ in range(6))}"
