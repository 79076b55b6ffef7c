"""The site as a proxy hands requests on: they came over https. For clients that cannot say so themselves."""

from collections.abc import Iterable
from typing import Any

from portal.wsgi import application as site


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    environ["HTTP_X_FORWARDED_PROTO"] = "https"
    return site(environ, start_response)
