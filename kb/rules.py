"""Who an article is for and how long it takes to read: pure decisions, no database and no clock."""

import math
from typing import Protocol

from django.db import models
from django.utils.translation import gettext_lazy as _

WORDS_PER_SECOND = 238 / 60  # silent reading of an adult, Brysbaert 2019
SECONDS_PER_IMAGE = 12


class Audience(models.TextChoices):
    PUBLIC = "public", _("Everybody")
    SIGNED_IN = "signed_in", _("Signed-in customers")
    AGENTS = "agents", _("Agents only")


class Reader(Protocol):
    """A user of any kind, also the anonymous one."""

    @property
    def is_authenticated(self) -> bool: ...

    def has_perm(self, perm: str, /) -> bool: ...


def audiences_for(user: Reader | None) -> list[str]:
    """The audiences this reader belongs to. Agents and editors are those who may enter the admin."""
    if user is None or not user.is_authenticated:
        return [Audience.PUBLIC]
    if user.has_perm("wagtailadmin.access_admin"):
        return [Audience.PUBLIC, Audience.SIGNED_IN, Audience.AGENTS]
    return [Audience.PUBLIC, Audience.SIGNED_IN]


def expected_seconds(words: int, images: int) -> int:
    """How long a reader needs for the whole text."""
    return max(1, round(words / WORDS_PER_SECOND + images * SECONDS_PER_IMAGE))


def minutes(seconds: int) -> int:
    """Whole minutes to announce, never less than one."""
    return max(1, math.ceil(seconds / 60))
