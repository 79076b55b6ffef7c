"""/metrics: for a monitoring that has the token, or asks from an address that may."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CollectorRegistry
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from portal.operations.access import is_monitoring
from portal.operations.metrics.counters import all_processes
from portal.operations.metrics.figures import FromRows, figures


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """404 for everybody else: there is nothing here to knock at."""
    if not is_monitoring(request):
        return HttpResponse(status=404)
    rows = CollectorRegistry()
    rows.register(FromRows(figures()))
    return HttpResponse(generate_latest(all_processes()) + generate_latest(rows), content_type=CONTENT_TYPE_LATEST)
