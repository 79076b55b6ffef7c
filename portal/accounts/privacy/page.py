"""What is kept, why and how long, in plain words: the very table that the clean-up works by."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.accounts.models import PrivacySettings
from portal.accounts.privacy.retention import rules


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The same for everybody. Nothing of the visitor is looked at."""
    terms = PrivacySettings.load()
    context = {
        "rows": [{"rule": rule, "period": rule.period(terms)} for rule in rules()],
        "terms": terms,
        "receivers": [line.strip() for line in terms.receivers.splitlines() if line.strip()],
    }
    return render(request, "privacy/page.html", context)
