"""The help centre announces what changed; pages that show it are thrown away and baked anew."""

from typing import Any

from django.dispatch import receiver

from kb.shown import changed
from portal.baking import actions, tasks
from portal.baking.store import store


@receiver(changed)
def throw_away(tags: frozenset[str], soon: bool, **_news: Any) -> None:
    if store() is None:
        return
    actions.throw_away(tags, soon)
    if not soon:
        tasks.ask_for_baking()
