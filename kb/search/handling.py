"""An editor deals with a text that was searched for: what was counted until then is settled, by whom and when."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override
from wagtail.admin import messages as admin_messages

from kb.models import SearchHandling, SearchQuery
from kb.search.find import find

REPORTS = {
    "without-results": "kb_searches_without_results",
    "without-click": "kb_searches_without_click",
    "with-case": "kb_searches_with_case",
}


def settle(language: str, text: str, remedy: str, by: Any, now: datetime) -> SearchHandling | None:
    """Closes all open rows of a text, so that it leaves every report until it is searched for again.

    None when nothing was open.
    """
    with transaction.atomic():
        open_rows = SearchQuery.objects.filter(language=language, text=text, handling=None)
        if not open_rows.exists():
            return None
        handling = SearchHandling.objects.create(
            language=language, text=text, remedy=remedy, handled_by=by, handled_at=now
        )
        open_rows.update(handling=handling)
        return handling


@dataclass(frozen=True)
class Asked:
    """The search an editor came from, carried in the address: `report` is a key of REPORTS."""

    language: str
    text: str
    report: str = ""

    @classmethod
    def of(cls, request: HttpRequest) -> "Asked | None":
        given = request.GET
        text = given.get("searched", "").replace("\0", "")
        return cls(given.get("language", "")[:12], text[:200], given.get("report", "")) if text else None

    @property
    def query(self) -> str:
        return urlencode({"language": self.language, "searched": self.text, "report": self.report})

    @property
    def back(self) -> str:
        return reverse(REPORTS.get(self.report, REPORTS["without-results"]))

    @property
    def as_readers_see_it(self) -> str:
        with override(self.language if self.language in dict(settings.LANGUAGES) else None):
            return f"{reverse('kb:search')}?{urlencode({'q': self.text})}"

    def settle(self, remedy: str, by: Any) -> None:
        settle(self.language, self.text, remedy, by, timezone.now())

    def done(self, request: HttpRequest, remedy: str) -> HttpResponse:
        """Settled, with what readers find from now on; back to the report."""
        self.settle(remedy, request.user)
        count = len(find(self.text, language=self.language, user=None).best)
        text = ngettext(
            "Done. “%(text)s” shows %(count)s answer now.", "Done. “%(text)s” shows %(count)s answers now.", count
        ) % {"text": self.text, "count": count}
        button = admin_messages.button(self.as_readers_see_it, _("See it as readers do"), new_window=True)
        admin_messages.success(request, text, buttons=[button])
        return redirect(self.back)

    def dismissed(self, request: HttpRequest) -> HttpResponse:
        self.settle(SearchHandling.Remedy.NOTHING, request.user)
        messages.success(request, _("“%(text)s” comes back when it is searched for again.") % {"text": self.text})
        return redirect(self.back)
