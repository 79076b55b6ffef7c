"""A second process for streams alone, behind a proxy: thousands of them wait in one event loop.

    granian --interface asgi --port 8001 portal.live.asgi:application

Everything that is no stream is for the other process: 404 here.
"""

import os
import re
from typing import Any

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
django = get_asgi_application()

# Read once Django is ready.
from django.conf import settings  # noqa: E402

from portal.live.rules import STREAMS_A_PROCESS  # noqa: E402

STREAM = re.compile(r"/(?:[a-z]{2}/)?live/(?:desk|[^/]+/stream)/")
# No thread is taken here.
settings.LIVE_STREAMS = STREAMS_A_PROCESS


async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
    if scope["type"] != "http" or STREAM.fullmatch(scope["path"]):
        await django(scope, receive, send)
        return
    await send({"type": "http.response.start", "status": 404, "headers": [(b"content-length", b"0")]})
    await send({"type": "http.response.body", "body": b""})
