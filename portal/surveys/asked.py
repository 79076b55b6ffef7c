"""A question on a page, signed: which step or article it was about travels with the form, nobody can ask another."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.core import signing
from django.utils.dateparse import parse_datetime

from portal.surveys.models import SurveyKind

SALT = "portal.surveys.asked"
# Longer than a page stays open; an answer about last week's visit is none about the step.
OPEN_FOR = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Asked:
    """`key`: answers with the same one are one person's. `back`: where the page is, a path of ours."""

    kind: str
    key: str
    language: str
    back: str
    asked_at: str
    step: str = ""
    article_id: int | None = None
    case_id: int | None = None

    @property
    def moment(self) -> datetime | None:
        return parse_datetime(self.asked_at)


def seal(asked: Asked) -> str:
    return signing.dumps(asdict(asked), salt=SALT, compress=True)


def opened(sealed: str) -> Asked | None:
    """None: not ours, or too old."""
    try:
        said = signing.loads(sealed, salt=SALT, max_age=OPEN_FOR)
    except signing.BadSignature:
        return None
    asked = Asked(**said)
    return asked if asked.kind in (SurveyKind.STEP, SurveyKind.ARTICLE) else None
