"""What each web process counts. Labels are names of our own: views, methods, statuses; never what somebody sent."""

from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.multiprocess import MultiProcessCollector

from portal.operations.metrics import processes

REGISTRY = CollectorRegistry()
# Where prometheus_client, imported just now, lets each process write; a later folder would be read and never written.
SHARED = processes.shared_folder()
SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10)
SEARCHES = {"kb:search", "kb:suggest"}

requests = Counter("aftercare_requests", "Requests Django answered.", ["view", "method", "status"], registry=REGISTRY)
seconds_a_view = Histogram(
    "aftercare_request_seconds", "How long Django took.", ["view"], buckets=SECONDS, registry=REGISTRY
)
search_seconds = Histogram(
    "aftercare_search_seconds", "How long a search took.", ["view"], buckets=SECONDS, registry=REGISTRY
)
finished = Counter(
    "aftercare_finished", "Answers given before Django: kept pages and read beacons.", ["kind"], registry=REGISTRY
)
finished_seconds = Histogram(
    "aftercare_finished_seconds",
    "How long such an answer took.",
    buckets=(0.0001, 0.00025, 0.0005, 0.001, 0.005, 0.025, 0.1),
    registry=REGISTRY,
)
errors = Counter(
    "aftercare_errors", "Errors written into the log, by the room that wrote them.", ["room"], registry=REGISTRY
)


def count_request(view: str, method: str, status: int, seconds: float) -> None:
    requests.labels(view, method, str(status)).inc()
    seconds_a_view.labels(view).observe(seconds)
    if view in SEARCHES:
        search_seconds.labels(view).observe(seconds)


def count_finished(kind: str, seconds: float) -> None:
    finished.labels(kind).inc()
    finished_seconds.observe(seconds)


def all_processes() -> CollectorRegistry:
    """What all web processes of this machine counted; alone, what this one did."""
    if SHARED is None:
        return REGISTRY
    registry = CollectorRegistry()
    MultiProcessCollector(registry, path=str(SHARED))  # type: ignore[no-untyped-call]
    return registry
