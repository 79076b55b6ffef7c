"""The last page: a file as it stands, and the number under which we find what happened."""

import sys
from functools import cache

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from portal.operations.request_ids import current
from portal.outages import Outage, outage

BEFORE = "</div></main>"
# In every language at once, as the rest of that page.
NUMBER = (
    '<p class="muted">If you write to us, add this number · '
    '<span lang="pl">Gdy do nas napiszesz, podaj ten numer</span> · '
    '<span lang="ru">Если будете писать нам, укажите этот номер</span>: <code>{}</code></p>\n'
)


OURS = Outage(500, "500.html", 0)


@cache
def page(template: str) -> str:
    return render_to_string(template)


def something_broke(request: HttpRequest) -> HttpResponse:
    """Nothing is asked of the database; the number holds letters and digits only (request_ids.ACCEPTED).

    Where only the database or room on a disk is missing, the answer says so, and when to ask again.
    """
    # Django calls this while it handles the exception.
    found = outage(sys.exc_info()[1]) or OURS
    number = current.get()
    told = NUMBER.format(number) + BEFORE if number else BEFORE
    response = HttpResponse(page(found.template).replace(BEFORE, told), status=found.status)
    if found.wait:
        response["Retry-After"] = str(found.wait)
        response["Cache-Control"] = "no-store"
    return response
