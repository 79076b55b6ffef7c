"""A proxy in front of us sends private files from the disk itself, once the door has opened (X-Accel-Redirect)."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.core.files.storage import FileSystemStorage, storages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase


class PrivateFilesByProxy:
    """Views answer with a FileResponse as ever; one of PRIVATE_ROOT leaves without a body and with its name.

    Source: nginx, ngx_http_proxy_module (X-Accel-Redirect). What is kept elsewhere (S3) or made for one answer is sent
    by us.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.prefix = settings.X_ACCEL_PREFIX
        if not self.prefix:
            raise MiddlewareNotUsed

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if isinstance(response, FileResponse) and (name := private_name(response)):
            return self.handed_over(response, response.file_to_stream, name)
        return response

    def handed_over(self, response: FileResponse, opened: Any, name: str) -> HttpResponse:
        answer = HttpResponse(status=response.status_code, headers=dict(response.items()))
        answer.cookies = response.cookies
        # The proxy knows the length, and which parts of it were asked for.
        for header in ("Content-Length", "Content-Encoding"):
            answer.headers.pop(header, None)
        answer["X-Accel-Redirect"] = self.prefix + quote(name)
        opened.close()
        return answer


def private_name(response: FileResponse) -> str:
    """Where in PRIVATE_ROOT the file of this answer is; "" for every other."""
    storage = storages["private"]
    if not isinstance(storage, FileSystemStorage):
        return ""
    root = Path(storage.location).resolve()
    opened: Any = response.file_to_stream
    # A field's file wraps a storage's file wraps Python's, and the innermost knows the whole path.
    while opened is not None:
        path = getattr(opened, "name", None)
        if isinstance(path, str) and Path(path).is_absolute() and Path(path).resolve().is_relative_to(root):
            return Path(path).resolve().relative_to(root).as_posix()
        opened = getattr(opened, "file", None)
    return ""
