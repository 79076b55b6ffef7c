"""What is true of every answer: a content security policy, and pages travel compressed."""

from csp.constants import SELF
from csp.middleware import CSPMiddleware
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.gzip import GZipMiddleware

# Wagtail draws a page's preview by asking the site for it and shows the answer in a frame of the admin.
PREVIEW = {"frame-ancestors": [SELF]}


class ContentSecurityPolicy(CSPMiddleware):
    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if not hasattr(response, "_csp_replace"):
            if request.path_info.startswith("/admin/"):
                vars(response)["_csp_replace"] = settings.ADMIN_CONTENT_SECURITY_POLICY
            elif getattr(request, "is_preview", False):
                vars(response)["_csp_replace"] = PREVIEW
        return super().process_response(request, response)


class CompressPages(GZipMiddleware):
    """Pages only: a stored PDF or picture is compressed already and must keep its length."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if isinstance(response, HttpResponse) and response.get("Content-Type", "").startswith("text/"):
            return super().process_response(request, response)
        return response
