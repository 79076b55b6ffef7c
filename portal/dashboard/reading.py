"""Between the help centre and cases: what a customer read is offered on her next case form, and nowhere else."""

from django.http import HttpRequest
from django.utils import timezone

from kb.trail import door
from kb.trail.queries import Step, article_at, trail
from returns import articles_read
from returns.articles_read import Offered


def connect() -> None:
    articles_read.register(read_by)


def read_by(request: HttpRequest) -> list[Offered]:
    """The article she comes from first (`?article=` of the form's address), then her trail. Two queries at most."""
    came_from = article_at(request.GET.get("article", ""), request.user)
    steps = trail(request.user, timezone.now(), request) if door.may_remember(request) else []
    asked = came_from.pk if came_from else 0
    found = [of_step(step, asked_from=step.article_id == asked) for step in steps]
    found.sort(key=lambda each: not each.asked_from)
    if came_from and not any(each.asked_from for each in found):
        first = Offered(
            article_id=came_from.pk,
            revision_id=came_from.live_revision_id or 0,
            title=came_from.title,
            url=came_from.get_url(request) or "",
            language=came_from.locale.language_code,
            asked_from=True,
        )
        found.insert(0, first)
    return found


def of_step(step: Step, asked_from: bool) -> Offered:
    return Offered(
        article_id=step.article_id,
        revision_id=step.revision_id,
        title=step.title,
        url=step.url,
        language=step.language,
        read_at=step.read_at,
        seconds=step.seconds,
        manner=step.manner.value,
        asked_from=asked_from,
    )
