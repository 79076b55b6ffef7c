"""A product's picture by its key. What a shop sells is no secret; whoever bought it is not in it."""

import re

from django.core.files.storage import storages
from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import require_safe

from orders.pictures.tasks import file_name

KEY = re.compile(r"[0-9a-f]{64}")


@require_safe
def picture(request: HttpRequest, key: str) -> FileResponse:
    """Raises Http404. The file of a key never changes, so a browser keeps it."""
    if not KEY.fullmatch(key):
        raise Http404
    try:
        content = storages["private"].open(file_name(key))
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(content, content_type="image/webp")
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    response["X-Content-Type-Options"] = "nosniff"
    return response
