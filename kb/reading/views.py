"""What readers' browsers tell us: how an article was read."""

from urllib.parse import parse_qsl

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from kb.reading import door, rules
from kb.reading.actions import record
from kb.reading.limits import Limit

MAX_BYTES = 512
BEACONS = Limit(allowed=240)


@csrf_exempt
def read(request: HttpRequest) -> HttpResponse:
    """Always the same empty answer, whatever came: a page never waits for it and a stranger learns nothing."""
    if request.method == "POST" and door.may_count(request, BEACONS):
        _keep(request)
    return HttpResponse(status=204)


def _keep(request: HttpRequest) -> None:
    try:
        if int(request.META.get("CONTENT_LENGTH") or 0) > MAX_BYTES:
            return
        fields = dict(parse_qsl(request.read(MAX_BYTES + 1).decode("ascii"), max_num_fields=12))
        opened = door.opened_page(fields.get("t", ""))
        if opened is not None:
            record(rules.parse(fields), opened[0], timezone.localdate())
    except (ValueError, DatabaseError):
        # Not ours, an article deleted meanwhile, or a busy database: a lost beacon costs a second of reading time.
        return
