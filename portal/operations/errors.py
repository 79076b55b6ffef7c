"""The last page: a file as it stands, and the number under which we find what happened."""

from functools import cache

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from portal.operations.request_ids import current

BEFORE = "</div></main>"
# In every language at once, as the rest of that page.
NUMBER = (
    '<p class="muted">If you write to us, add this number · '
    '<span lang="pl">Gdy do nas napiszesz, podaj ten numer</span> · '
    '<span lang="ru">Если будете писать нам, укажите этот номер</span>: <code>{}</code></p>\n'
)


@cache
def page() -> str:
    return render_to_string("500.html")


def something_broke(request: HttpRequest) -> HttpResponse:
    """Nothing is asked of the database; the number holds letters and digits only (request_ids.ACCEPTED)."""
    number = current.get()
    told = NUMBER.format(number) + BEFORE if number else BEFORE
    return HttpResponse(page().replace(BEFORE, told), status=500)
