"""Baking in the background."""

from django_tasks import task

from portal.baking import actions
from portal.parts.queued import waiting

SECONDS = 50


@task()
def bake_pages() -> None:
    """Bakes what is missing; safe to run twice and at once. What it has no time for the next tick bakes."""
    actions.bake_missing(SECONDS)


def ask_for_baking() -> None:
    """A hundred changes at once wait for one job: it bakes all that is missing."""
    if next(waiting(bake_pages), None) is None:
        bake_pages.enqueue()
