"""The site as a proxy hands requests on: they came over https. For clients that cannot say so themselves."""

from collections.abc import Iterable
from typing import Any

from portal.wsgi import application as site


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    environ["HTTP_X_FORWARDED_PROTO"] = "https"
    # A browser that is told to send a Cookie header drops it when scripts fetch.
    if cookie := environ.pop("HTTP_X_BENCH_COOKIE", ""):
        environ["HTTP_COOKIE"] = cookie
    return site(environ, start_response)
